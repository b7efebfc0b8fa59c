import fc from 'fast-check';

const keys = fc.oneof(
	fc.string(),
	fc.constantFrom('id', 'appId', 'chatType', 'messages', '__proto__', 'constructor', 'apiStatus'),
);
const values = fc.oneof(
	fc.jsonValue(),
	fc.constantFrom('Answered', '=HYPERLINK("x")', '<script>', '\u0000', '\ud800', 1e308),
);
const records = fc.dictionary(keys, values, { maxKeys: 6 });
/** Possible contents of a delivery: records, near-records, and anything else. */
export const bodies = fc.oneof(
	records,
	fc.array(records, { maxLength: 4 }),
	fc.array(values, { maxLength: 4 }),
	fc.record({ chats: fc.array(records, { maxLength: 3 }) }),
	fc.jsonValue(),
	fc.string({ unit: 'binary' }),
	fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
	fc.constant(`${'['.repeat(5000)}${']'.repeat(5000)}`),
	fc
		.record({ payload: records })
		.map(({ payload }) => `payload=${encodeURIComponent(JSON.stringify(payload))}`),
);
export const contentTypes = fc.constantFrom(
	'application/json',
	'application/json; charset=utf-16',
	'application/json; charset=nonsense',
	'application/x-www-form-urlencoded',
	'text/plain',
	'application/octet-stream',
	'',
);

const hex = fc.stringMatching(/^[0-9a-f]{32}$/);
const guesses = fc.oneof(hex, fc.string(), fc.constantFrom('', 'null', 'undefined', '..', '%00'));
/** Guesses that are wrong, many of them in a single digit. */
export const wrongSecrets = (secret: string): fc.Arbitrary<string> => {
	const near = fc
		.tuple(fc.nat(secret.length - 1), fc.constantFrom(...'0123456789abcdef'))
		.map(([at, digit]) => `${secret.slice(0, at)}${digit}${secret.slice(at + 1)}`);
	return fc.oneof(guesses, near).filter((guess) => guess.toLowerCase() !== secret);
};
