/** Notifies listeners that the sandbox has changed, without details. */
export interface Changes {
	announce(): void;
	/** Returns a function that removes the listener. */
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
