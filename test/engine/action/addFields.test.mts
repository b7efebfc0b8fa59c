import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { LINES, loadEngine } from '../../support/engine.mts';
import {
	action,
	asked,
	newestFirst,
	signIn,
	simplifiedChat,
	startFilledSandbox,
} from './support.mts';

const sandbox = await startFilledSandbox({
	seed: 'added fields',
	days: 20,
	now: '2026-06-15T12:00:00Z',
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const newest = () => newestFirst(sandbox.data.chats);
const widgetName = (id: string | null | undefined) =>
	sandbox.data.widgets.find((widget) => widget.id === id)?.name ?? null;

describe.each(LINES)('Add Fields in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const run = async (
		operation: string,
		parameters: object,
		items?: Array<{ json: { id: string } }>,
	) => {
		const { items: output, error } = await engine.execute({
			node: action(operation, parameters),
			credentials: signIn(sandbox),
			...(items && { items }),
		});
		expect(error).toBeUndefined();
		return output;
	};

	it('adds the names of widgets, which several items request once', async () => {
		const records = newest().slice(0, 5);
		const parameters = { chatId: '={{ $json.id }}', options: { addFields: ['widgetName'] } };
		const input = records.map(({ record }) => ({ json: { id: record.id } }));
		const output = await run('chat.get', parameters, input);
		expect(output.map(({ json }) => json)).toEqual(
			records.map((stored) => ({
				...simplifiedChat(stored),
				widgetName: widgetName(stored.record.appId),
			})),
		);
		expect(asked(sandbox).filter(({ path }) => path === '/apps')).toHaveLength(1);
	});

	it('adds the transcript and the metrics at the end of simplified and raw chats', async () => {
		const options = { addFields: ['transcript', 'metrics'] };
		const records = newest().slice(0, 10);
		for (const simplify of [true, false]) {
			const output = await run('chat.getAll', { limit: 10, simplify, options });
			for (const [index, { json }] of output.entries()) {
				const { record } = records[index] ?? expect.unreachable();
				const messages = record.messages ?? [];
				expect(json).toMatchObject({
					id: record.id,
					messageCount: messages.length,
					endDate: new Date(messages.at(-1)?.timestamp ?? NaN).toISOString(),
					textBody: record.textBody,
				});
				const { visitorMessageCount, agentMessageCount, firstResponseSeconds } = json;
				expect(visitorMessageCount).toBeGreaterThan(0);
				const isAnswered = record.chatType === 'Answered';
				expect(typeof firstResponseSeconds).toBe(isAnswered ? 'number' : 'object');
				if (isAnswered) expect(agentMessageCount).toBeGreaterThan(0);
				if (simplify) expect(Object.keys(json).at(-1)).toBe('textBody');
			}
		}
	});

	it('adds no response time to missed chats, whatever the widget says on its own', async () => {
		const options = { addFields: ['metrics', 'widgetName'] };
		const output = await run('missedChat.getAll', { limit: 3, options });
		expect(output).toHaveLength(3);
		for (const { json } of output) {
			expect(json.firstResponseSeconds).toBeNull();
			expect(json.widgetName).toBe(widgetName(String(json.widgetId)));
		}
	});

	it('adds null if the widgets cannot be requested', async () => {
		sandbox.faults.add({ kind: 'status', status: 404, path: '/apps' });
		const options = { addFields: ['widgetName'] };
		const [item] = await run('chat.getAll', { limit: 1, options });
		expect(item?.json).toMatchObject({ id: newest()[0]?.record.id, widgetName: null });
	});
});

describe.each(LINES)('Get Messages in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const messages = async (parameters: object) => {
		const { items, error } = await engine.execute({
			node: action('chat.getMessages', parameters),
			credentials: signIn(sandbox),
		});
		expect(error).toBeUndefined();
		return items.map(({ json }) => json);
	};
	const said = (stored: ReturnType<typeof newest>[number]) =>
		(stored.record.messages ?? []).map(({ body, nickname, timestamp }, index) => ({
			chatId: stored.record.id,
			widgetId: stored.record.appId,
			index,
			timestamp: new Date(timestamp).toISOString(),
			direction: expect.stringMatching(/^(visitor|agent|system)$/),
			nickname,
			body,
		}));

	it('returns the messages of one chat in the order spoken', async () => {
		const stored = newest().find(({ record }) => record.chatType === 'Answered');
		if (!stored) expect.unreachable();
		const output = await messages({ chatId: stored.record.id });
		expect(output).toEqual(said(stored));
		const { visitorFullName, agentName } = stored.record;
		for (const { direction, nickname } of output) {
			if (nickname === visitorFullName) expect(direction).toBe('visitor');
			if (nickname === agentName) expect(direction).toBe('agent');
		}
	});

	it('returns the messages of many chats, newest chat first, and counts messages toward the limit', async () => {
		const all = newest().flatMap(said);
		expect(await messages({ scope: 'manyChats', returnAll: true })).toEqual(all);
		expect(await messages({ scope: 'manyChats', limit: 7 })).toEqual(all.slice(0, 7));
	});

	it('follows the filters of Get Many and the order of chats', async () => {
		const filters = { dateFrom: '2026-06-05', dateTo: '2026-06-08', timezone: 'UTC' };
		const inRange = newest()
			.filter(({ at }) => at >= Date.UTC(2026, 5, 5) && at < Date.UTC(2026, 5, 9))
			.reverse();
		const sort = { order: 'oldestFirst' };
		const output = await messages({ scope: 'manyChats', returnAll: true, filters, sort });
		expect(inRange.length).toBeGreaterThan(2);
		expect(output).toEqual(inRange.flatMap(said));
	});

	it('reports that no chat has the ID', async () => {
		const { error } = await engine.execute({
			node: action('chat.getMessages', { chatId: 'nobody' }),
			credentials: signIn(sandbox),
		});
		expect(error?.message).toContain('No chat has the ID "nobody"');
	});
});
