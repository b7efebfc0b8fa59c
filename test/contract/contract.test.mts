import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { runContract } from '../../contract/run.mts';
import { type Sandbox, startSandbox } from '../../sandbox/server.mts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ days: 95, chatsPerDay: 6 });
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const signal = () => AbortSignal.timeout(30_000);
const account = () => ({
	baseUrl: sandbox.baseUrl,
	token: sandbox.token,
	accountId: sandbox.accountId,
});

test('the check only reads, and sends one request at a time', async () => {
	await runContract({ ...account(), signal: signal() });
	const { requests } = sandbox;
	expect(requests.length).toBeGreaterThan(20);
	expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['GET']));
	for (const [index, { startedAt }] of requests.entries()) {
		expect(startedAt).toBeGreaterThanOrEqual(requests[index - 1]?.finishedAt ?? 0);
	}
});

test('the check waits as long as a 429 asks', async () => {
	sandbox.faults.add({ kind: 'status', status: 429, headers: { 'Retry-After': '1' }, times: 1 });
	const { lines } = await runContract({ ...account(), signal: signal() });
	expect(lines.find(({ fact }) => fact === 'too-many-requests')?.seen).toBe(
		'429 with a refusal, Retry-After',
	);
	const [first, second] = sandbox.requests;
	expect((second?.startedAt ?? 0) - (first?.startedAt ?? 0)).toBeGreaterThanOrEqual(990);
});

test('the report contains nothing from the records, the token, or the account', async () => {
	const canary = 'canary7f3a';
	const names = Object.keys(sandbox.data.chats[0]?.record ?? {});
	const chats = sandbox.data.chats.slice(0, 60).map(({ record }, index) => ({
		...record,
		...Object.fromEntries(names.map((name) => [name, `${canary} ${name} ${index}`])),
		startDate: index % 2 ? `${canary} day` : record.startDate,
		[`${canary} key`]: canary,
		messages: [{ body: canary, nickname: canary, timestamp: index, type: canary }],
	}));
	const contacts = [{ id: canary, firstName: canary, addDate: canary }];
	const widgets = [{ id: canary, name: canary, timezone: canary, created: canary }];
	sandbox.setData({ chats: chats as never, contacts, widgets });
	const { lines } = await runContract({
		...account(),
		signal: signal(),
		webhooksOn: { widgetId: canary },
	});
	const report = JSON.stringify(lines).toLowerCase();
	for (const secret of [canary, sandbox.token, sandbox.accountId]) {
		expect(report).not.toContain(secret.toLowerCase());
	}
});

test('the check deletes the webhooks that it registered, and nothing else', async () => {
	const options = { ...account(), signal: signal(), webhooksOn: { widgetId: undefined } };
	const { baseUrl, token } = sandbox;
	const widget = sandbox.data.widgets[0]?.id;
	await fetch(`${baseUrl}/apps/${widget}/webhook`, {
		method: 'POST',
		headers: { 'X-SocialIntentsToken': token, 'Content-Type': 'application/json' },
		body: JSON.stringify({ target_url: 'https://example.com/', event: 'lead' }),
	});
	const [foreign] = sandbox.webhooks;
	expect((await runContract(options)).left).toEqual([]);
	expect(sandbox.webhooks).toEqual([foreign]);
});

test('Ctrl-C during the check still deletes every webhook', async () => {
	const interruption = new AbortController();
	sandbox.faults.add({ kind: 'hang', method: 'DELETE', times: 1 });
	const running = runContract({
		...account(),
		signal: interruption.signal,
		webhooksOn: { widgetId: undefined },
	});
	await expect.poll(() => sandbox.requests.at(-1)?.method, { timeout: 20_000 }).toBe('DELETE');
	expect(sandbox.webhooks.length).toBe(4);
	interruption.abort();
	const { left, stopped } = await running;
	expect(stopped).not.toBeNull();
	expect(left).toEqual([]);
	expect(sandbox.webhooks).toEqual([]);
});

test('Ctrl-C in the terminal deletes every webhook, and the exit code is 2', async () => {
	sandbox.faults.add({ kind: 'hang', method: 'DELETE', times: 1 });
	const child = spawn(
		process.execPath,
		['contract/main.mts', '--webhooks', '--widget', sandbox.data.widgets[0]?.id ?? ''],
		{ env: { ...process.env, ...real() } },
	);
	let output = '';
	child.stderr.on('data', (data: Buffer) => (output += String(data)));
	const exit = new Promise<number | null>((resolve) => child.on('exit', resolve));
	await expect.poll(() => sandbox.requests.at(-1)?.method, { timeout: 20_000 }).toBe('DELETE');
	expect(sandbox.webhooks.length).toBe(4);
	child.kill('SIGINT');
	expect(await exit).toBe(2);
	expect(output).toContain('interrupted');
	expect(sandbox.webhooks).toEqual([]);
});

test('webhooks that could not be deleted are named', async () => {
	sandbox.faults.add({ kind: 'status', status: 500, method: 'DELETE' });
	const { left } = await runContract({
		...account(),
		signal: signal(),
		webhooksOn: { widgetId: undefined },
	});
	expect(left.map(({ id }) => id).sort()).toEqual(sandbox.webhooks.map(({ id }) => id).sort());
	expect(left.length).toBe(4);
});

/** Runs `npm run contract` without npm. */
async function run(flags: string[], env: Record<string, string> = {}) {
	const child = spawn(process.execPath, ['contract/main.mts', ...flags], {
		env: { ...process.env, ...env },
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (data: Buffer) => (output += String(data)));
	}
	const exit = await new Promise<number | null>((resolve) => child.on('exit', resolve));
	return { exit, output };
}

const real = (baseUrl = sandbox.baseUrl) => ({
	SOCIAL_INTENTS_API_TOKEN: sandbox.token,
	SOCIAL_INTENTS_BASE_URL: baseUrl,
});

test('the exit code is 0 if the service is as assumed, and the report is also written to a file', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'contract-'));
	const file = join(folder, 'report.json');
	const { exit, output } = await run(['--json', file], real());
	expect(exit).toBe(0);
	expect(output).toMatch(/date-to\s+included\s+included\s+yes/);
	const report = JSON.parse(await readFile(file, 'utf8')) as unknown[];
	expect(report).toContainEqual({
		fact: 'date-to',
		seen: 'included',
		assumed: 'included',
		same: true,
	});
	await rm(folder, { recursive: true });
});

test('the exit code is 1 if something differs', async () => {
	sandbox.setVariants(['date-to-excludes-its-day']);
	const { exit, output } = await run([], real());
	expect(output).toMatch(/date-to\s+excluded\s+included\s+NO/);
	expect(exit).toBe(1);
});

test.each([
	['the connection is refused', [], () => real('http://127.0.0.1:9/v1/api'), 'No response'],
	[
		'the token is refused',
		[],
		() => ({ ...real(), SOCIAL_INTENTS_API_TOKEN: 'x' }),
		'rejects the token',
	],
	['a flag is wrong', ['--listen', 'https://example.com'], real, 'needs --webhooks'],
	['no widget is named', ['--webhooks'], real, 'needs --widget'],
])('the exit code is 2, with a one-sentence message, if %s', async (_, flags, env, sentence) => {
	const { exit, output } = await run(flags, env());
	expect(exit).toBe(2);
	expect(output).toContain(sentence);
});
