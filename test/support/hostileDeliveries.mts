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

/** Paths at and around the trigger's own, of which `base` is all but the secret. */
export function pathsAround({ origin, base }: { origin: string; base: string }, secret: string) {
	const listening = base.replace('/webhook/', '/webhook-test/');
	const guessed = wrongSecrets(secret);
	return fc
		.oneof(
			{ weight: 16, arbitrary: guessed.map((guess) => `${base}${encodeURIComponent(guess)}`) },
			{ weight: 2, arbitrary: guessed.map((guess) => `${base}${guess}`) },
			{ weight: 1, arbitrary: guessed.map((guess) => `${origin}${base}${guess}`) },
			{ weight: 1, arbitrary: guessed.map((guess) => `${listening}${encodeURIComponent(guess)}`) },
			{ weight: 2, arbitrary: fc.webPath().map((path) => `${base}${path}`) },
			{ weight: 1, arbitrary: fc.webQueryParameters().map((query) => `${base}x?secret=${query}`) },
			{
				weight: 2,
				arbitrary: fc.constantFrom(
					...[
						'',
						'/',
						'..',
						'%2e%2e/',
						'%00',
						'%',
						'%zz',
						'%c3',
						';x',
						'x/x',
						'\xff',
						'\u0000',
					].map((end) => `${base}${end}`),
					...[base.slice(0, -1), `/${base}x`, `${base.toUpperCase()}x`, '*', '', 'x'],
					`${base}${'a'.repeat(20_000)}`,
				),
			},
		)
		.filter((path) => !path.toLowerCase().includes(secret));
}

/** Unusual, but allowed. */
const HEADERS = [
	'Authorization: Bearer null',
	'Content-Encoding: nonsense',
	'Cookie: n8n-auth=x; __proto__=x',
	'Expect: 100-continue',
	'If-None-Match: *',
	'Origin: null',
	'Range: bytes=0-',
	'X-Forwarded-For: 127.0.0.1, \xff',
	`X-Long: ${'x'.repeat(5000)}`,
	'X-HTTP-Method-Override: GET',
	'X-Original-URL: /',
	'__proto__: polluted',
	'constructor: polluted',
];
const NO_HEADERS = [
	': no name',
	'no value',
	' folded: onto the line before',
	`X-Long: ${'x'.repeat(20_000)}`,
];
/** Lines of up to three headers beside those that a request needs. */
export const headerLines = fc.array(
	fc.oneof(
		{ weight: 8, arbitrary: fc.constantFrom(...HEADERS) },
		{
			weight: 8,
			arbitrary: fc
				.tuple(fc.stringMatching(/^[A-Za-z-]{1,20}$/), fc.string())
				.map(([name, value]) => `${name}: ${value}`),
		},
		{ weight: 1, arbitrary: fc.constantFrom(...NO_HEADERS) },
		{ weight: 1, arbitrary: fc.stringMatching(/^[^\r\n]{0,9}$/).map((value) => `X: ${value}`) },
	),
	{ maxLength: 3 },
);

/** Such headers as a server passes them on, which has rejected lines without a name. */
export const headers = headerLines.map((lines) =>
	Object.fromEntries(
		lines.flatMap((line) => {
			const [, name, value] = /^([^\s:]+): (.*)$/s.exec(line) ?? [];
			return name === undefined || value === undefined ? [] : [[name, value] as const];
		}),
	),
);

/** The seed of a run, which it prints, so that the environment variable HOSTILE_SEED repeats it. */
export function drawSeed(): number {
	const seed = Number(process.env.HOSTILE_SEED ?? Date.now() % 2 ** 31);
	console.log(`HOSTILE_SEED=${seed}`);
	return seed;
}
