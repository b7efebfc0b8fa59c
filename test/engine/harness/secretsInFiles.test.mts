import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/engine/temporary-folder.mts';
import { findSecretsInOutput } from '../../support/searchOutput.mts';
import { findSecretsInFiles, type Secrets } from '../../support/secretsInFiles.mts';

/** Different in every encoding. */
const TOKEN = 'a"token/+0815&~~';
const DELIVERY_SECRET = 'AbCdEfGhIjKlMnOpQrStUvWxYz-_0123';
const STATIC_DATA = JSON.stringify({ global: { secret: DELIVERY_SECRET } });

/** A user folder of n8n with one workflow, and the value in one column of one table. */
function folderWith({ log = '', inNodes = '', inExecution = '', inBinary = '' }) {
	const folder = temporaryFolder('secrets');
	mkdirSync(join(folder, '.n8n'));
	writeFileSync(join(folder, '.n8n', 'n8n.log'), `started\n${log}\n`);
	mkdirSync(join(folder, '.n8n', 'binaryData'));
	const bytes = Buffer.concat([Buffer.from([0, 255, 128]), Buffer.from(inBinary)]);
	writeFileSync(join(folder, '.n8n', 'binaryData', 'file'), bytes);
	using database = new DatabaseSync(join(folder, '.n8n', 'database.sqlite'));
	database.exec('CREATE TABLE workflow_entity (nodes, staticData)');
	database.exec('CREATE TABLE execution_data (data, workflowData)');
	database.prepare('INSERT INTO workflow_entity VALUES (?, ?)').run(inNodes, STATIC_DATA);
	const workflow = JSON.stringify({ nodes: [], staticData: JSON.parse(STATIC_DATA) as unknown });
	database.prepare('INSERT INTO execution_data VALUES (?, ?)').run(inExecution, workflow);
	return folder;
}

const found = (folder: string, more: Partial<Secrets> = {}) =>
	findSecretsInFiles(folder, { tokens: [TOKEN], ...more }).map((place) =>
		place.slice(folder.length + 1),
	);

describe('the search of what an n8n leaves behind', () => {
	it('lets a delivery secret stand in the static data, and in its copy in an execution', () => {
		expect(found(folderWith({}))).toEqual([]);
	});

	it("lets a delivery secret stand in n8n's own log line about a request that it cannot handle", () => {
		const line = 'Error in handling webhook request POST /webhook/x/lead/';
		expect(found(folderWith({ log: `${line}${DELIVERY_SECRET}: Failed` }))).toEqual([]);
		expect(found(folderWith({ log: `${line}${TOKEN}: Failed` }))).toEqual(['.n8n/n8n.log']);
		const elsewhere = `${line}x: Failed for ${DELIVERY_SECRET}`;
		expect(found(folderWith({ log: elsewhere }))).toEqual(['.n8n/n8n.log']);
	});

	it("lets a delivery secret stand in n8n's own debug line about a request, but not beside the path", () => {
		const line = 'Received webhook "POST" for path';
		const path = `x/lead/${DELIVERY_SECRET}`;
		expect(found(folderWith({ log: `${line} "${path}"` }))).toEqual([]);
		expect(found(folderWith({ log: `${line} "x/lead" ${path}` }))).toEqual(['.n8n/n8n.log']);
		expect(found(folderWith({ log: `${line} "x/${TOKEN}"` }))).toEqual(['.n8n/n8n.log']);
	});

	it('finds a delivery secret that no static data holds any more', () => {
		const gone = 'fedcba9876543210fedcba9876543210';
		const folder = folderWith({ log: `left: ${gone}`, inExecution: gone });
		expect(found(folder)).toEqual([]);
		expect(found(folder, { deliverySecrets: [gone] })).toEqual([
			'.n8n/n8n.log',
			'.n8n/database.sqlite: execution_data.data',
		]);
	});

	it('finds an account ID in a log, and lets it stand in stored records', () => {
		const accountIds = ['account-0815'];
		const record = JSON.stringify({ accountId: 'account-0815' });
		expect(found(folderWith({ inExecution: record, inBinary: record }), { accountIds })).toEqual(
			[],
		);
		expect(found(folderWith({ log: record }), { accountIds })).toEqual(['.n8n/n8n.log']);
		const inBase64 = Buffer.from('x:account-0815').toString('base64');
		expect(found(folderWith({ log: inBase64 }), { accountIds })).toEqual(['.n8n/n8n.log']);
	});

	it.each([
		['plain', TOKEN],
		['in base64', Buffer.from(TOKEN).toString('base64')],
		['in base64 behind an account ID', Buffer.from(`account-1:${TOKEN}`).toString('base64')],
		['in base64 behind another account ID', Buffer.from(`account-12:${TOKEN}`).toString('base64')],
		['in a third', Buffer.from(`account-123:${TOKEN}`).toString('base64')],
		['in base64 for URLs', Buffer.from(TOKEN).toString('base64url')],
		['in base64 in a URL', encodeURIComponent(Buffer.from(TOKEN).toString('base64'))],
		['in hex', Buffer.from(TOKEN).toString('hex')],
		['in upper-case hex', Buffer.from(TOKEN).toString('hex').toUpperCase()],
		['in a URL', `https://example.com/?token=${encodeURIComponent(TOKEN)}`],
		['in JSON', JSON.stringify({ token: TOKEN })],
	])('finds a token %s in the log, a file and the database', (_, text) => {
		const log = `Authorization: Basic ${text}`;
		expect(found(folderWith({ log }))).toEqual(['.n8n/n8n.log']);
		expect(found(folderWith({ inBinary: log }))).toEqual(['.n8n/binaryData/file']);
		expect(found(folderWith({ inExecution: log }))).toEqual([
			'.n8n/database.sqlite',
			'.n8n/database.sqlite: execution_data.data',
		]);
	});

	it('finds a delivery secret in a log line, a node, or the data of an execution', () => {
		const text = `https://n8n.example.com/webhook/x/lead/${DELIVERY_SECRET}`;
		expect(found(folderWith({ log: text }))).toEqual(['.n8n/n8n.log']);
		expect(found(folderWith({ inNodes: text, inExecution: text }))).toEqual([
			'.n8n/database.sqlite: workflow_entity.nodes',
			'.n8n/database.sqlite: execution_data.data',
		]);
	});
});

describe('the search of what the tests print', () => {
	it.each([
		['the token of a sandbox', 'Token sandbox-token-1 is wrong', 1],
		['its account ID', '"accountId":"sandbox-account-1"', 1],
		['both in base64', Buffer.from('sandbox-account-1:sandbox-token-1').toString('base64'), 1],
		['no secret', 'Tests  3 passed', 0],
	])('finds %s', (_, text, places) => {
		const file = join(temporaryFolder('output'), 'output.log');
		writeFileSync(file, `started\n${text}\n`);
		expect(findSecretsInOutput([file])).toHaveLength(places);
	});
});
