import type { ResponseKind, Call } from '../responseKinds.mts';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const HTML_TYPE = { 'Content-Type': 'text/html' };
const PAGE = '<!doctype html><html><body><h1>Sign in</h1></body></html>';
const TWENTY_MB = 20_000_000;

type Body = Record<string, unknown>;
type ApiRecord = Record<string, unknown>;

/** The body that the sandbox returns, and the name of the list in it, if there is one. */
async function healthyBody(call: Call): Promise<{ body: Body; list: string | undefined }> {
	const body = JSON.parse((await call.forward()).text) as Body;
	const list = Object.keys(body).find((name) => Array.isArray(body[name]));
	return { body, list };
}

/** A success whose records, or whose body if it has no list, are changed. */
const records = (
	name: string,
	change: (record: ApiRecord) => ApiRecord[],
	more: Partial<ResponseKind> = {},
): ResponseKind => ({
	name,
	status: 200,
	...more,
	async react(call) {
		const { body, list } = await healthyBody(call);
		const changed = list
			? { ...body, [list]: (body[list] as ApiRecord[]).flatMap(change) }
			: { ...body, ...change(body)[0] };
		call.send(200, JSON.stringify(changed), JSON_TYPE);
	},
});

/** A success whose body is changed. */
const bodies = (
	name: string,
	change: (body: Body, list: string | undefined) => unknown,
): ResponseKind => ({
	name,
	status: 200,
	async react(call) {
		const { body, list } = await healthyBody(call);
		call.send(200, JSON.stringify(change(body, list)), JSON_TYPE);
	},
});

/** The same text for every request, which has been carried out. */
const text = (
	name: string,
	body: string,
	{
		headers = JSON_TYPE as Record<string, string>,
		status = 200,
		...more
	}: Partial<ResponseKind> & { headers?: Record<string, string> } = {},
): ResponseKind => ({
	name,
	status,
	isCarriedOut: true,
	...more,
	react: (call) => call.send(status, body, headers),
});

const without = (body: Body, list: string | undefined): Body =>
	Object.fromEntries(Object.entries(body).filter(([name]) => name !== list));

/** Replaces all fields but the ID, so that the record is still found. */
const everyField =
	(value: unknown) =>
	(record: ApiRecord): ApiRecord[] => [
		Object.fromEntries(
			Object.entries(record).map(([name, old]) => [name, name === 'id' ? old : value]),
		),
	];

const WRONG_VALUES: Array<[string, unknown]> = [
	['null', null],
	['an empty string', ''],
	['text that is not a date', 'soon'],
	['a number', 1e308],
	['true', true],
	['an empty list', []],
	['nested lists', [[[null]], [1]]],
	['an object', { a: { b: 'c' } }],
];

const WRONG_IDS: unknown[] = [null, '', 7, true, [], {}, 'x'.repeat(10_000), '../..', '\u0000'];

const nested = (open: string, close: string) => `${open.repeat(20_000)}1${close.repeat(20_000)}`;

/** Responses with a success status. */
export const successes: readonly ResponseKind[] = [
	records('200 with the list', (record) => [record], { ends: 'records' }),
	records('200 with an empty list', () => []),
	bodies('200 without the list', without),
	bodies('200 with null instead of the list', (body, list) => ({
		...body,
		...(list && { [list]: null }),
	})),
	bodies('200 with only the list', (body, list) => (list ? body[list] : body)),
	bodies('200 with a list of values that are not records', (body, list) => ({
		...body,
		...(list && { [list]: [null, 1, 'x', [], true] }),
	})),
	...WRONG_VALUES.map(([name, value]) =>
		records(`200 with ${name} in every field`, everyField(value)),
	),
	records('200 with IDs of every wrong type', (record) =>
		WRONG_IDS.map((id) => ({ ...record, id })),
	),
	text('200 with null', 'null'),
	text('200 with a number', '5', { ends: 'message' }),
	text('200 with a string', '"ok"', { ends: 'message' }),
	{
		...text(
			'200 with an error message',
			JSON.stringify({
				apiStatus: 'Failure',
				apiStatusCode: '500',
				apiStatusMessage: 'Your trial has ended',
			}),
		),
		isCarriedOut: false,
		ends: 'message',
	},
	text('200 with a web page', PAGE, { headers: HTML_TYPE, ends: 'message' }),
	text('200 with truncated JSON', '{"apiStatus":"Success","chats":[{"id":"chat-1",', {
		ends: 'message',
	}),
	text('200 with an empty body', '', { ends: 'message' }),
	text('200 in UTF-16', Buffer.from('{"apiStatus":"Success"}', 'utf16le').toString('latin1'), {
		ends: 'message',
	}),
	text('204', '', { status: 204, headers: {} }),
	text('200 with 20,000 nested lists', nested('[', ']'), { isLarge: true, ends: 'message' }),
	text('200 with 20,000 nested objects', nested('{"data":', '}'), {
		isLarge: true,
		ends: 'message',
	}),
	records(
		'200 with 20 MB in one string',
		(record) => [{ ...record, textBody: 'x'.repeat(TWENTY_MB) }],
		{ isLarge: true },
	),
	records(
		'200 with 20 MB of records',
		(record) =>
			Array.from({ length: 20_000 }, (_, index) => ({
				...record,
				id: index === 0 ? record.id : `${String(record.id)}-${index}`,
				page: 'x'.repeat(1000),
			})),
		{ isLarge: true },
	),
];
