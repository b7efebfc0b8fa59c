import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { findSecretsInFiles } from '../support/secretsInFiles.mts';
import { startPostgres, startRedis } from './databases.mts';

/** The search of stored data finds a secret, shown by planting one in each database. */

/** Different in every encoding. */
const TOKEN = 'a"token/+0815&~~';
const DELIVERY_SECRET = '0123456789abcdef0123456789abcdef';

const FORMS: Array<[name: string, text: string]> = [
	['plain', TOKEN],
	['in JSON', JSON.stringify({ token: TOKEN })],
	['in a URL', `https://example.com/?token=${encodeURIComponent(TOKEN)}`],
	['in base64', `Basic ${Buffer.from(`account-1:${TOKEN}`).toString('base64')}`],
	['in base64 for URLs', Buffer.from(`account-12:${TOKEN}`).toString('base64url')],
	['in hex', Buffer.from(TOKEN).toString('hex')],
];

async function temporaryFolder(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-e2e-'));
	onTestFinished(async () => await rm(folder, { recursive: true, force: true, maxRetries: 3 }));
	return folder;
}

/** Where the token or the delivery secret is, as paths in the folder. */
const found = (folder: string) =>
	findSecretsInFiles(folder, { tokens: [TOKEN] }).map((place) => place.slice(folder.length + 1));

it.each(FORMS)('finds a token that Redis has stored %s', async (_, text) => {
	const folder = await temporaryFolder();
	{
		await using redis = await startRedis(folder);
		const address = ['-h', '127.0.0.1', '-p', String(redis.port)];
		await promisify(execFile)('redis-cli', [...address, 'SET', 'job', text]);
	}
	expect(found(folder)).toEqual([expect.stringMatching(/^redis\/appendonlydir\/.*\.incr\.aof$/)]);
});

it('finds a token in any encoding in any column of PostgreSQL, and a delivery secret outside the static data', async () => {
	const folder = await temporaryFolder();
	const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
	const state = JSON.stringify({ secret: DELIVERY_SECRET });
	const workflow = JSON.stringify({ nodes: [], staticData: { secret: DELIVERY_SECRET } });
	const url = `https://example.com/webhook/x/lead/${DELIVERY_SECRET}`;
	const insert = async (
		query: (sql: string) => Promise<unknown>,
		table: string,
		values: Record<string, string>,
	) => {
		const names = Object.keys(values).map((name) => `"${name}"`);
		await query(`CREATE TABLE ${table} (${names.map((name) => `${name} text`).join(', ')})`);
		await query(`INSERT INTO ${table} VALUES (${Object.values(values).map(quote).join(', ')})`);
	};
	{
		await using postgres = await startPostgres(folder);
		await insert(postgres.query, 'workflow_entity', { staticData: state, nodes: 'none' });
		await insert(postgres.query, 'execution_data', { workflowData: workflow, data: url });
		await insert(postgres.query, 'planted', Object.fromEntries(FORMS));
		// Such values are compressed in PostgreSQL's own files.
		await insert(postgres.query, 'long', { text: `${'x'.repeat(10_000)}${TOKEN}` });
		await postgres.query('CREATE TABLE bytes (content bytea)');
		await postgres.query(`INSERT INTO bytes VALUES (${quote(TOKEN)})`);
	}
	const rows = found(folder).filter((place) => place.startsWith('postgres/dump.sql: '));
	expect(rows.map((place) => place.replace('postgres/dump.sql: ', '')).toSorted()).toEqual(
		['bytes.content', 'execution_data.data', 'long.text']
			.concat(FORMS.map(([name]) => `planted.${name}`))
			.toSorted(),
	);
});
