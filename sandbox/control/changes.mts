/** Tells whoever listens that the sandbox is no longer as it was; not what is different. */
export interface Changes {
	announce(): void;
	/** Gives the way to stop listening. */
	onChange(listener: () => void): () => void;
}

export function createChanges(): Changes {
	const listeners = new Set<() => void>();
	return {
		announce() {
			for (const listener of listeners) listener();
		},
		onChange(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
	};
}
