/** A seeded random source: the same seed gives the same sequence on every machine. */
export interface Random {
	/** From 0 (inclusive) to 1 (exclusive). */
	next(): number;
	/** An integer from `low` to `high`, inclusive. */
	integer(low: number, high: number): number;
	chance(probability: number): boolean;
	pick<T>(list: readonly T[]): T;
	/**
	 * 32 hexadecimal characters, like the service's IDs: 16 of the server process, which neighbors
	 * share, 12 of the time of creation (ms since 1970), 4 that differ.
	 */
	id(createdAt: number): string;
	/** A UUID with dashes, the form of visitor IDs. */
	uuid(): string;
}

/** A 53-bit hash of `text` (cyrb53). */
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

const hex = (value: number, length: number): string => value.toString(16).padStart(length, '0');

const SERVER_PROCESS = '4028e4a66b1c03f1';
const UUID = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/;

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
		id: (createdAt) => SERVER_PROCESS + hex(createdAt, 12) + hex(bits() >>> 16, 4),
		uuid: () =>
			Array.from({ length: 4 }, () => hex(bits(), 8))
				.join('')
				.replace(UUID, '$1-$2-4$3-a$4-$5'),
	};
}
