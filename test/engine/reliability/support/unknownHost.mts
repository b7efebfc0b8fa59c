import { createRequire } from 'node:module';
import type * as dns from 'node:dns';

/** A host that does not exist. */
export const UNKNOWN_HOST = 'unknown-host.invalid';

let isKnown = false;

/** While it is known, the host is the loopback address. */
export const setHostKnown = (value: boolean): void => void (isKnown = value);

/** Makes lookups of the unknown host fail in this process, without a DNS request, until disposed of. */
export function withoutUnknownHost(): Disposable {
	// The exports of an ES module are read-only; the object behind them is not.
	const lookups = createRequire(import.meta.url)('node:dns') as { lookup: typeof dns.lookup };
	const { lookup } = lookups;
	const replaced = (name: string, ...rest: unknown[]) => {
		if (name !== UNKNOWN_HOST) {
			return (lookup as (...values: unknown[]) => void)(name, ...rest);
		}
		if (isKnown) return (lookup as (...values: unknown[]) => void)('127.0.0.1', ...rest);
		const callback = rest.at(-1) as (error: Error) => void;
		const error = new Error(`getaddrinfo ENOTFOUND ${name}`);
		callback(Object.assign(error, { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: name }));
	};
	lookups.lookup = replaced as typeof dns.lookup;
	return { [Symbol.dispose]: () => (lookups.lookup = lookup) };
}
