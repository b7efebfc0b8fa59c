import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { call, read } from '../../sandbox/client.mts';
import { FACTS, VARIANTS } from '../../sandbox/facts/index.mts';
import { type Sandbox, startSandbox } from '../../sandbox/server.mts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ now: '2025-06-01T12:00:00Z', days: 20 });
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

test('every fact is listed once, and every variant changes something', () => {
	const keys = FACTS.map(({ key }) => key);
	expect(new Set(keys).size).toBe(keys.length);
	for (const { key, assumed, usual, variants } of FACTS) {
		if (assumed === 'any') expect(usual, key).toBeDefined();
		for (const answer of Object.values(variants)) expect(answer, key).not.toBe(usual ?? assumed);
	}
	expect(Object.keys(VARIANTS).length).toBeGreaterThan(80);
});

test('several variants can be set at once while the sandbox runs', async () => {
	const set = async (variants: unknown) =>
		await fetch(`${sandbox.url}/sandbox/variants`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ variants }),
		});
	expect((await set(['record-ids-numbers', 'chats-list-nested'])).status).toBe(200);
	const { data } = (await read(sandbox, '/chats')) as { data: { chats: unknown[] } };
	expect(data.chats[0]).toMatchObject({ id: expect.any(Number) });
	expect((await set([])).status).toBe(200);
	expect(await read(sandbox, '/chats')).toHaveProperty('chats');
	expect(await (await set(['no-such-variant'])).json()).toEqual({
		error: 'There is no variant no-such-variant',
	});
});

test('a chat that an administrator deletes is in no list afterward', async () => {
	const chatId = sandbox.data.chats[0]?.record.id ?? '';
	await sandbox.act({ type: 'deleteChat', chatId });
	expect(await read(sandbox, '/chats', { id: chatId })).not.toHaveProperty('chats');
	await expect(sandbox.act({ type: 'deleteChat', chatId })).rejects.toThrow(chatId);
});

test('an account with masked history shows first letters and no words', async () => {
	sandbox.setVariants(['history-masked']);
	const { chats } = (await read(sandbox, '/chats')) as { chats: Array<Record<string, unknown>> };
	for (const chat of chats) {
		expect(chat).toMatchObject({
			visitorFullName: expect.stringMatching(/^.\*{3}$/u),
			textBody: '',
		});
	}
});

test('a date in the older form can be in UTC, whatever the requested zone', async () => {
	sandbox.setData({ chats: [{ id: 'a', startDate: '2025-01-15T10:30:00Z' }] });
	sandbox.setVariants(['dates-older']);
	const { chats } = await read(sandbox, '/chats', { timezone: 'Asia/Tokyo' });
	expect(chats).toEqual([{ id: 'a', startDate: '2025-01-15 10:30:00 AM' }]);
});

test('a list of one record can come as the bare record', async () => {
	sandbox.setVariants(['single-record-bare']);
	const id = sandbox.data.chats[0]?.record.id ?? '';
	expect(await read(sandbox, '/chats', { id })).toMatchObject({ id, chatType: expect.any(String) });
});

test('the ID of a new webhook can come in six other forms', async () => {
	const forms: unknown[] = [];
	for (const [name] of Object.entries(VARIANTS).filter(([name]) => name.startsWith('created-id'))) {
		sandbox.setVariants([name]);
		const body = { target_url: 'http://127.0.0.1:9/', event: 'lead' };
		const path = `/apps/${sandbox.data.widgets[0]?.id}/webhook`;
		forms.push(await (await call(sandbox, 'POST', path, { body })).json());
	}
	expect(forms).toEqual([
		{ id: expect.any(Number) },
		{ webhookId: expect.any(String) },
		{ webhook: { id: expect.any(String) } },
		expect.any(String),
		[{ id: expect.any(String) }],
		{},
	]);
});
