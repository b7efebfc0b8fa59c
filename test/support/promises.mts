import { expect } from 'vitest';

import { NOT_KEPT } from '../../sandbox/facts/notKept.mts';

/** What sandbox/facts/notKept.mts puts before the promises of the polling trigger. */
export const POLLING = 'polling: ';

/** Which promises were not kept in each variant of the service, in any of n8n's lines. */
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

	/** Fails where a promise is broken of which sandbox/facts/notKept.mts says nothing. */
	expectKept(variant: string, broken: string[]): void {
		const known = this.broken.get(variant) ?? new Set();
		this.broken.set(variant, new Set([...known, ...broken]));
		const allowed = this.exceptionsOf(variant);
		expect(broken.filter((promise) => !allowed.includes(promise))).toEqual([]);
	}

	/** Fails where an exception of a variant is none in any line. */
	expectExceptions(): void {
		for (const [variant, broken] of this.broken) {
			expect([...broken].sort(), variant).toEqual(this.exceptionsOf(variant).sort());
		}
	}
}
