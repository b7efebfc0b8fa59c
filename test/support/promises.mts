import { expect } from 'vitest';

import { NOT_KEPT } from '../../sandbox/facts/notKept.mts';

/** The prefix of the polling trigger's promises in sandbox/facts/notKept.mts. */
export const POLLING = 'polling: ';

/** The promises broken in each variant of the service, in any version of n8n. */
export class PromiseBook {
	private readonly broken = new Map<string, Set<string>>();
	private readonly isPolling: boolean;

	constructor(of: { isPolling: boolean } = { isPolling: false }) {
		this.isPolling = of.isPolling;
	}

	private exceptionsOf(variant: string): string[] {
		const promises = NOT_KEPT[variant]?.promises ?? [];
		return promises.filter((promise) => promise.startsWith(POLLING) === this.isPolling);
	}

	/** Fails if a broken promise is not listed in sandbox/facts/notKept.mts. */
	expectKept(variant: string, broken: string[]): void {
		const known = this.broken.get(variant) ?? new Set();
		this.broken.set(variant, new Set([...known, ...broken]));
		const allowed = this.exceptionsOf(variant);
		expect(broken.filter((promise) => !allowed.includes(promise))).toEqual([]);
	}

	/** Fails if a listed promise is kept in every version of n8n. */
	expectExceptions(): void {
		for (const [variant, broken] of this.broken) {
			expect([...broken].sort(), variant).toEqual(this.exceptionsOf(variant).sort());
		}
	}
}
