/** A seeded source of chance: the same seed gives the same sequence on every machine. */
export interface Random {
	/** From 0 up to, not including, 1. */
	next(): number;
	/** A whole number from `low` to `high`, both included. */
	integer(low: number, high: number): number;
	chance(probability: number): boolean;
	pick<T>(list: readonly T[]): T;
	/** 32 hexadecimal characters, the form that ids of the service have been seen in. */
	id(): string;
}

/** A 53-bit whole number that stands for `text` (cyrb53). */
export function hash(text: string, seed = 0): number {
	let high = 0xdeadbeef ^ seed;
	let low = 0x41c6ce57 ^ seed;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		high = Math.imul(high ^ code, 2654435761);
		low = Math.imul(low ^ code, 1597334677);
	}
	high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
	low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
	return 4294967296 * (2097151 & low) + (high >>> 0);
}

export function createRandom(seed: string): Random {
	// sfc32: its 128 bits of state keep the sequences of different seeds apart.
	let [a, b, c] = [hash(seed, 1) | 0, hash(seed, 2) | 0, hash(seed, 3) | 0];
	let counter = 1;

	const bits = (): number => {
		const sum = (((a + b) | 0) + counter) | 0;
		counter = (counter + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = (((c << 21) | (c >>> 11)) + sum) | 0;
		return sum >>> 0;
	};
	for (let round = 0; round < 12; round++) bits();

	const next = (): number => bits() / 4294967296;
	const integer = (low: number, high: number): number =>
		low + Math.floor(next() * (high - low + 1));

	return {
		next,
		integer,
		chance: (probability) => next() < probability,
		pick<T>(list: readonly T[]): T {
			if (list.length === 0) throw new Error('Nothing to pick from');
			return list[integer(0, list.length - 1)] as T;
		},
		id: () => Array.from({ length: 4 }, () => bits().toString(16).padStart(8, '0')).join(''),
	};
}
