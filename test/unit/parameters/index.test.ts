import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Reader } from '../../../nodes/SocialIntents/operation';
import { idField } from '../../../nodes/SocialIntents/resources/fields';
import { operationOf, readerOf, type Situation, type Values } from '../support/form';
import { AVOIDED_WORDS, errorOf } from '../support/outcome';

/** A form with a field of every kind that the node has. */
const fields = [
	idField('chatId', 'Chat'),
	...operationOf('chat', 'getAll').fields,
	...operationOf('webhook', 'create').fields,
];

const read = (given: Values = {}, situation?: Situation) => readerOf(fields, given, situation);
const filters = (given: Values, situation?: Situation) => read({ filters: given }, situation);
const options = (given: Values) => read({ options: given });

const NOTHING = [undefined, null, '', '   '];

describe('a text parameter', () => {
	it.each([
		['vip', 'vip'],
		['  vip ', 'vip'],
		[7, '7'],
		[0, '0'],
		[false, 'false'],
	])('reads %j as %j', (given, text) => {
		expect(filters({ tag: given }).text('filters.tag')).toBe(text);
	});

	it.each(NOTHING)('is not set if it is %j', (given) => {
		expect(filters({ tag: given }).text('filters.tag')).toBeUndefined();
	});

	it('is not set if its collection was never opened', () => {
		expect(read().text('filters.tag')).toBeUndefined();
		expect(read({ filters: null }).text('filters.tag')).toBeUndefined();
	});

	it.each([[{ a: 1 }], [['vip']], [new Date(0)]])('rejects %j', (given) => {
		const error = errorOf(() => filters({ tag: given }).text('filters.tag'));
		expect(error.message).toContain("'Tag' must be text, but is ");
		expect(error.message).toContain('[item 0]');
	});

	it('falls back to the default of its field, even if it is required', () => {
		expect(read({ sort: { order: '' } }).text('sort.order')).toBe('newestFirst');
		expect(errorOf(() => read({ targetUrl: ' ' }).requiredText('targetUrl')).message).toBe(
			"'Target URL' is empty [item 0]",
		);
		expect(read({ targetUrl: ' x ' }).requiredText('targetUrl')).toBe('x');
	});
});

describe('an ID parameter', () => {
	const hex = '2c9fa6c38f3d1a7e018f4b1d6c2e0a11';
	const uuid = '2c9fa6c3-8f3d-1a7e-018f-4b1d6c2e0a11';

	it.each([
		[hex, hex],
		[` ${uuid} `, uuid],
		['any-form_at.all/really?', 'any-form_at.all/really?'],
		[12345, '12345'],
		[{ __rl: true, mode: 'list', value: hex, cachedResultName: 'Website' }, hex],
		[{ __rl: true, mode: 'id', value: uuid }, uuid],
		[{ __rl: true, mode: 'id', value: 12345 }, '12345'],
		[{ mode: 'id', value: { __rl: true, mode: 'list', value: hex } }, hex],
		[`https://www.socialintents.com/chats/${hex}`, hex],
		[`https://www.socialintents.com/chats?id=${uuid}&tab=notes`, uuid],
		[
			{
				__rl: true,
				mode: 'id',
				value: `HTTPS://WWW.SOCIALINTENTS.COM/apps/${uuid.toUpperCase()}/`,
			},
			uuid.toUpperCase(),
		],
	])('reads %j as %s', (given, id) => {
		expect(read({ widgetId: given }).requiredId('widgetId')).toBe(id);
	});

	it.each([
		...NOTHING,
		{ __rl: true, mode: 'list', value: '' },
		{ mode: 'id', value: null },
		{ value: { value: ' ' } },
	])('is not set if it is %j', (given) => {
		expect(read({ widgetId: given }).id('widgetId')).toBeUndefined();
		const error = errorOf(() => read({ widgetId: given }, { itemIndex: 4 }).requiredId('widgetId'));
		expect(error.message).toBe("'Widget' is empty [item 4]");
	});

	it.each(['.', '..', ' .. '])('rejects %j, which would leave its path', (given) => {
		expect(errorOf(() => read({ chatId: given }).id('chatId')).message).toContain(
			"'Chat ID' must be an ID, but is ",
		);
	});

	it.each(['https://www.socialintents.com/chats', 'http://', 'https://example.com/2c9fa6c3'])(
		'rejects %s, which contains no ID',
		(given) => {
			const { message } = errorOf(() => read({ chatId: given }).id('chatId'));
			expect(message).toContain("'Chat ID' must be an ID, but is a URL without one");
			expect(message).toContain(given);
		},
	);

	it.each([[['a', 'b']], [{ id: hex }], [{ value: [hex] }]])('rejects %j', (given) => {
		expect(errorOf(() => read({ widgetId: given }).id('widgetId')).message).toContain(
			"'Widget' must be an ID, but is ",
		);
	});
});

describe('a number parameter', () => {
	it.each([
		[7, 7],
		['7', 7],
		[' 7 ', 7],
		['7.0', 7],
		[1, 1],
		[2 ** 40, 2 ** 40],
	])('reads %j as %d', (given, number) => {
		expect(read({ limit: given }).number('limit')).toBe(number);
		expect(options({ timeout: given }).number('options.timeout')).toBe(number);
	});

	it.each(NOTHING)('takes the default of its field if it is %j', (given) => {
		expect(read({ limit: given }).number('limit')).toBe(50);
		expect(options({ daysPerRequest: given }).number('options.daysPerRequest')).toBe(31);
		expect(options({ timeout: given }).number('options.timeout')).toBe(120_000);
		expect(options({ maxConcurrency: given }).number('options.maxConcurrency')).toBe(32);
	});

	it.each([
		[0],
		[-1],
		[1.5],
		['many'],
		['5 rows'],
		[true],
		[NaN],
		[Infinity],
		['Infinity'],
		[2 ** 53],
		[{}],
		[[5]],
	])('rejects %o', (given) => {
		const { message } = errorOf(() => read({ limit: given }).number('limit'));
		expect(message).toContain("'Limit' must be a whole number of at least 1");
	});

	it('keeps to both ends of its range', () => {
		expect(options({ maxConcurrency: 100 }).number('options.maxConcurrency')).toBe(100);
		const { message } = errorOf(() =>
			options({ maxConcurrency: 101 }).number('options.maxConcurrency'),
		);
		expect(message).toContain(
			'\'Max Concurrent Requests\' must be a whole number from 1 to 100, but is "101"',
		);
	});
});

describe('a switch parameter', () => {
	it.each([true, 'true', 'TRUE', ' yes ', 'on', 1, '1'])('is on with %j', (given) => {
		expect(read({ returnAll: given }).flag('returnAll')).toBe(true);
	});

	it.each([false, 'false', 'No', 'off', 0, '0'])('is off with %j', (given) => {
		expect(read({ simplify: given }).flag('simplify')).toBe(false);
	});

	it.each(NOTHING)('takes the default of its field if it is %j', (given) => {
		expect(read({ simplify: given }).flag('simplify')).toBe(true);
		expect(read({ returnAll: given }).flag('returnAll')).toBe(false);
	});

	it.each([['maybe'], [2], [{}], [[true]]])('rejects %j', (given) => {
		expect(errorOf(() => read({ returnAll: given }).flag('returnAll')).message).toContain(
			"'Return All'",
		);
	});
});

describe('an options parameter', () => {
	it.each([
		['oldestFirst', 'oldestFirst'],
		['Oldest First', 'oldestFirst'],
		[' OLDESTFIRST ', 'oldestFirst'],
		['as returned', 'asReturned'],
	])('reads %j as %s', (given, choice) => {
		expect(read({ sort: { order: given } }).choice('sort.order')).toBe(choice);
	});

	it.each(NOTHING)('takes the default of its field if it is %j', (given) => {
		expect(read({ sort: { order: given } }).choice('sort.order')).toBe('newestFirst');
		expect(read({ event: given }).choice('event')).toBe('chatCompleted');
	});

	it('names the options that exist if the value is none of them', () => {
		const error = errorOf(() => read({ sort: { order: 'byName' } }).choice('sort.order'));
		expect(error.message).toBe('\'Order\' has no option "byName" [item 0]');
		expect(error.description).toBe('Use one of these: newestFirst, oldestFirst, asReturned.');
	});
});

describe('a list parameter', () => {
	const chosen = (given: unknown) =>
		read({ fields: given, output: 'selectedFields' }, { isTool: true }).list('fields');

	it.each([
		[
			['page', 'visits'],
			['page', 'visits'],
		],
		[[' page ', ''], ['page']],
		['page, visits ,', ['page', 'visits']],
		['page\n visits\r\n', ['page', 'visits']],
		['page', ['page']],
		[' ["page", "visits"] ', ['page', 'visits']],
		['[]', []],
		[[], []],
		[7, ['7']],
		[
			[7, true],
			['7', 'true'],
		],
		[['page', null, undefined], ['page']],
		['["page", null]', ['page']],
	])('reads %j as %j', (given, list) => {
		expect(chosen(given)).toEqual(list);
	});

	it.each(NOTHING)('is empty if it is %j', (given) => {
		expect(chosen(given)).toEqual([]);
	});

	it.each([['["page"'], [{ page: true }], [[{ name: 'page' }]]])('rejects %j', (given) => {
		expect(errorOf(() => chosen(given)).message).toContain("'Fields'");
	});
});

describe('a URL parameter', () => {
	it.each([
		'https://example.com/hook?a=1',
		'http://127.0.0.1:5678/webhook/x',
		' https://example.com ',
	])('accepts %j', (given) => {
		expect(read({ targetUrl: given }).url('targetUrl')).toBe(given.trim());
	});

	it.each([
		['example.com/hook'],
		['ftp://example.com'],
		['https://'],
		['/webhook/x'],
		['javascript:alert(1)'],
		[7],
	])('rejects %j', (given) => {
		expect(errorOf(() => read({ targetUrl: given }).url('targetUrl')).message).toContain(
			"'Target URL' must be a URL, but is ",
		);
	});

	it.each(NOTHING)('is empty if it is %j', (given) => {
		expect(errorOf(() => read({ targetUrl: given }).url('targetUrl')).message).toContain(
			"'Target URL' is empty",
		);
	});
});

describe('the error for a value that a field cannot take', () => {
	const readers: Array<[label: string, use: (value: unknown, situation: Situation) => unknown]> = [
		["'Tag'", (tag, at) => filters({ tag }, at).text('filters.tag')],
		["'Target URL'", (targetUrl, at) => read({ targetUrl }, at).requiredText('targetUrl')],
		["'Target URL'", (targetUrl, at) => read({ targetUrl }, at).url('targetUrl')],
		["'Chat ID'", (chatId, at) => read({ chatId }, at).requiredId('chatId')],
		["'Widget'", (widgetId, at) => filters({ widgetId }, at).id('filters.widgetId')],
		["'Limit'", (limit, at) => read({ limit }, at).number('limit')],
		["'Simplify'", (simplify, at) => read({ simplify }, at).flag('simplify')],
		["'Event'", (event, at) => read({ event }, at).choice('event')],
		[
			"'Fields'",
			(given, at) =>
				read({ fields: given, output: 'selectedFields' }, { ...at, isTool: true }).list('fields'),
		],
		["'Date From'", (dateFrom, at) => filters({ dateFrom }, at).dateRange()],
		["'Date To'", (dateTo, at) => filters({ dateTo }, at).dateRange()],
		["'Timezone'", (timezone, at) => filters({ timezone }, at).dateRange()],
		["'Period'", (period, at) => filters({ period }, at).dateRange()],
	];
	const values = [
		{ a: 1 },
		[[]],
		'[',
		'..',
		'https://',
		-1,
		'',
		null,
		true,
		'x'.repeat(200),
		NaN,
		() => 1,
	];
	const rejections = readers.flatMap(([label, use]) =>
		values.flatMap((value) => {
			try {
				use(value, { itemIndex: 3 });
				return [];
			} catch {
				return [{ label, error: errorOf(() => use(value, { itemIndex: 3 })) }];
			}
		}),
	);

	it("names the field's label, the item (except for a model), and a way out, for every reader", () => {
		expect(new Set(rejections.map(({ label }) => label)).size).toBe(
			new Set(readers.map(([label]) => label)).size,
		);
		for (const { label, error } of rejections) {
			expect(error.message.startsWith(label), error.message).toBe(true);
			const isForModel = label === "'Fields'";
			expect(error.message.endsWith(' [item 3]'), error.message).toBe(!isForModel);
			expect(error.context.itemIndex).toBe(3);
			expect(error.description, error.message).toMatch(/^[A-Z].{10,}\.$/);
		}
	});

	it('is short, and uses no frightening words', () => {
		for (const { error } of rejections) {
			expect(error.message.length, error.message).toBeLessThan(200);
			expect(`${error.message} ${error.description}`).not.toMatch(AVOIDED_WORDS);
		}
	});

	it('is always a NodeOperationError, whatever the value', () => {
		const isRefusedOrRead = (use: () => unknown) => {
			try {
				use();
			} catch {
				errorOf(use);
			}
		};
		fc.assert(
			fc.property(
				fc.oneof(fc.jsonValue(), fc.string(), fc.double(), fc.date({ noInvalidDate: false })),
				(value) => {
					for (const [, use] of readers) isRefusedOrRead(() => use(value, {}));
				},
			),
			{ numRuns: 200 },
		);
	});
});

describe('the parameter reader', () => {
	it("knows whether the node is a tool, and the workflow's time zone", () => {
		expect(read({}, { isTool: true })).toMatchObject({
			isTool: true,
			workflowTimezone: 'UTC',
		} satisfies Partial<Reader>);
		expect(read({}, { workflowTimezone: 'Asia/Tokyo' })).toMatchObject({
			isTool: false,
			workflowTimezone: 'Asia/Tokyo',
		});
	});

	it('lets an operation raise its own errors, with the item', () => {
		const error = read({}, { itemIndex: 5 }).error('Nothing there', 'Look elsewhere.');
		expect(error).toMatchObject({
			message: 'Nothing there [item 5]',
			description: 'Look elsewhere.',
			context: { itemIndex: 5 },
		});
	});
});
