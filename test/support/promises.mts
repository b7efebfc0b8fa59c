import { expect } from 'vitest';

import { NOT_KEPT } from '../../sandbox/facts/notKept.mts';

/** Which promises were not kept in each variant of the service, in any of n8n's lines. */
export class PromiseBook {
	private readonly broken = new Map<string, Set<string>>();

	/** Fails where a promise is broken of which sandbox/facts/notKept.mts says nothing. */
	expectKept(variant: string, broken: string[]): void {
		const known = this.broken.get(variant) ?? new Set();
		this.broken.set(variant, new Set([...known, ...broken]));
		const allowed: readonly string[] = NOT_KEPT[variant]?.promises ?? [];
		expect(broken.filter((promise) => !allowed.includes(promise))).toEqual([]);
	}

	/** Fails where an exception of a variant is none in any line. */
	expectExceptions(): void {
		for (const [variant, broken] of this.broken) {
			const allowed = NOT_KEPT[variant]?.promises ?? [];
			expect([...broken].sort(), variant).toEqual([...allowed].sort());
		}
	}
}
