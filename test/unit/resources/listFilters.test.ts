import { describe, expect, it } from 'vitest';

import type { ApiRecord } from '../../../nodes/SocialIntents/operation';
import { planOf, type Values } from '../support/form';
import { parseFirst } from '../support/service';

const lists = ['chat.getAll', 'missedChat.getAll', 'offlineMessage.getAll'] as const;

/** The IDs of the records that are left of what a service answers that ignores every filter. */
function kept(name: `${string}.${string}`, filters: Values, records: ApiRecord[]): unknown[] {
	const plan = planOf(name, { filters, returnAll: true, simplify: false });
	return plan.combine([parseFirst(plan, records)]).map(({ json }) => json.id);
}

const jane = { id: 'jane', appId: 'W1', visitorId: 'V-1', visitorEmail: 'Jane@Example.com' };
const john = { id: 'john', appId: 'W2', visitorId: 'V-2', visitorEmail: 'john@example.com' };

describe.each(lists)('a filter that the service ignores, in %s', (name) => {
	it.each([
		['email', ' jane@EXAMPLE.com '],
		['visitorId', 'v-1'],
		['widgetId', { __rl: true, mode: 'id', value: 'w1' }],
	])('still removes other records: %s', (filter, value) => {
		expect(kept(name, { [filter]: value }, [jane, john])).toEqual(['jane']);
	});

	it.each([
		'Jane Doe <jane@example.com>',
		'"Doe, Jane" <Jane@Example.com>',
		"'jane@example.com' <jane@example.com>",
		'mailto:jane@example.com?subject=Chat',
		'Jane (jane@example.com).',
		'\u200Bjane@example.com\u00A0',
	])('takes the address out of what mail nodes and web pages give: %s', (email) => {
		expect(kept(name, { email }, [jane, john])).toEqual(['jane']);
	});

	it('keeps a question mark in the name of an address', () => {
		const asked = { ...jane, id: 'asked', visitorEmail: 'who?jane@example.com' };
		expect(kept(name, { email: 'who?jane@example.com' }, [asked, jane])).toEqual(['asked']);
	});

	it('finds an address whose accents are written as characters of their own', () => {
		const zoe = { ...jane, id: 'zoe', visitorEmail: 'zoe\u0308@example.com' };
		expect(kept(name, { email: 'zoë@example.com' }, [zoe, john])).toEqual(['zoe']);
		expect(kept(name, { email: 'zoe\u0308@example.com' }, [zoe, john])).toEqual(['zoe']);
	});

	it.each([
		'jane@example.com, john@example.com',
		'jane@example.com|john@example.com',
		'@',
		'@example.com',
		'jane@',
		'n/a',
		'[object Object]',
		42,
	])('is rejected if it is not one email address, because nothing would match: %s', (email) => {
		expect(() => planOf(name, { filters: { email } })).toThrow(
			`'Visitor Email' must be one email address, but is "${email}" [item 0]`,
		);
	});

	it.each([
		['email', 'visitorEmail', 'jane@example.com'],
		['visitorId', 'visitorId', 'v-1'],
		['widgetId', 'appId', 'w1'],
	])(
		'keeps a record without the field, because the service was asked: %s',
		(filter, field, value) => {
			for (const silent of [undefined, null, '', ' ', 'j***@example.com', '••••']) {
				expect(kept(name, { [filter]: value }, [{ ...jane, [field]: silent }])).toEqual(['jane']);
			}
		},
	);

	it.each([
		['email', 'visitorEmail', 'jane@example.com'],
		['visitorId', 'visitorId', 'v-1'],
		['widgetId', 'appId', 'w1'],
	])(
		'removes a record without the field as well, because another one shows that the service did not filter: %s',
		(filter, field, value) => {
			for (const silent of [undefined, null, '', 'j***@example.com']) {
				const nobody = { ...jane, id: 'nobody', [field]: silent };
				expect(kept(name, { [filter]: value }, [nobody, jane, john])).toEqual(['jane']);
			}
		},
	);

	it('is also noticed in a record outside the dates', () => {
		const late = { ...john, startDate: '2025-03-12T12:00:00Z' };
		const nobody = { id: 'nobody', startDate: '2025-03-10T12:00:00Z' };
		const filters = { email: 'jane@example.com', dateTo: '2025-03-10' };
		expect(kept(name, filters, [nobody, late])).toEqual([]);
		expect(kept(name, filters, [nobody])).toEqual(['nobody']);
	});

	it('does not make the node distrust another filter', () => {
		const unnamed = { ...jane, visitorEmail: '' };
		const filters = { email: 'jane@example.com', widgetId: 'w1' };
		const elsewhere = { ...unnamed, id: 'elsewhere', appId: 'W2' };
		expect(kept(name, filters, [unnamed, elsewhere])).toEqual(['jane']);
	});

	it('leaves Tag to the service if no record contains the value', () => {
		expect(kept(name, { tag: 'vip' }, [jane, john])).toEqual(['jane', 'john']);
	});
});

describe('the filters of contacts', () => {
	const anna = { id: 'anna', appId: 'W1', email: 'Anna@Example.com' };
	const otto = { id: 'otto', appId: 'W2', email: 'otto@example.com' };
	const nobody = { id: 'nobody' };

	it('take the email out of a text with a name, and refuse anything else', () => {
		const email = 'Anna <anna@example.com>';
		expect(kept('contact.getAll', { email }, [anna, otto])).toEqual(['anna']);
		expect(() => planOf('contact.getAll', { filters: { email: 'unknown' } })).toThrow(
			'\'Email\' must be one email address, but is "unknown" [item 0]',
		);
	});

	it('check the widget and the email', () => {
		expect(kept('contact.getAll', { widgetId: 'w1' }, [anna, nobody])).toEqual(['anna', 'nobody']);
		expect(kept('contact.getAll', { widgetId: 'w1' }, [anna, otto, nobody])).toEqual(['anna']);
		expect(kept('contact.getAll', { email: 'anna@example.com' }, [anna, otto, nobody])).toEqual([
			'anna',
		]);
	});
});

describe('the filters of Get Messages', () => {
	it('remove the messages of chats without the email too, if the service ignores it', () => {
		const messages = [{ body: 'Hi', nickname: 'Ann', timestamp: 1, type: 'messageToAgent' }];
		const chats = [jane, john, { ...jane, id: 'nobody', visitorEmail: '' }];
		const plan = planOf('chat.getMessages', {
			scope: 'manyChats',
			returnAll: true,
			filters: { email: 'jane@example.com' },
		});
		const items = plan.combine([
			parseFirst(
				plan,
				chats.map((chat) => ({ ...chat, messages })),
			),
		]);
		expect(items.map(({ json }) => json.chatId)).toEqual(['jane']);
	});
});

describe('Chat Type', () => {
	const chats = [
		{ id: 'answered', chatType: 'Answered' },
		{ id: 'missed', chatType: 'Missed' },
		{ id: 'offline', chatType: 'Offline Message' },
		{ id: 'unsaid', chatType: '' },
	];

	it('keeps the chats of that type, and those without a type', () => {
		expect(kept('chat.getAll', { chatType: 'answered' }, chats)).toEqual(['answered', 'unsaid']);
		expect(kept('chat.getAll', { chatType: 'Missed' }, chats)).toEqual(['missed', 'unsaid']);
	});

	it('keeps all chats if it is not set', () => {
		expect(kept('chat.getAll', {}, chats)).toHaveLength(4);
	});

	it('is not sent to the service, and applies before the limit', () => {
		const plan = planOf('chat.getAll', {
			filters: { chatType: 'missed' },
			limit: 1,
			simplify: false,
		});
		for (const { query } of plan.requests) expect(query).not.toHaveProperty('chatType');
		expect(plan.combine([parseFirst(plan, chats)]).map(({ json }) => json.id)).toEqual(['missed']);
	});
});

describe('an ID filter', () => {
	it.each([
		['visitorId', true],
		['visitorId', { id: 'v1' }],
		['widgetId', true],
		['widgetId', 2 ** 53],
		['widgetId', 'half an emoji \uD83D'],
	])('is rejected with the label of its field: %s = %j', (filter, value) => {
		const label = filter === 'widgetId' ? 'Widget' : 'Visitor ID';
		expect(() => planOf('chat.getAll', { filters: { [filter]: value } })).toThrow(
			`'${label}' must be an ID, but is `,
		);
	});
});
