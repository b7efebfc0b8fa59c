import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type N8n } from '../../scripts/n8n/index.mts';
import { folder } from '../../scripts/previews.mts';
import { n8nWithPackage } from './n8nWithPackage.mts';

let n8n: N8n;

beforeAll(async () => {
	n8n = await n8nWithPackage();
});

afterAll(async () => await n8n?.stop());

interface Property {
	name: string;
	options?: Array<{ value: string }>;
	displayOptions?: { show?: { resource?: string[] } };
}

/** The operations of our node as n8n offers them, as `resource/operation`; n8n adds an option of its own. */
async function operationsOffered(): Promise<string[]> {
	const types = JSON.parse((await n8n.download('/types/nodes.json')).toString()) as Array<{
		name: string;
		properties: Property[];
	}>;
	const ours = types.find(({ name }) => name === 'n8n-nodes-social-intents.socialIntents');
	const selectors = ours?.properties.filter(({ name }) => name === 'operation') ?? [];
	return selectors.flatMap(({ options = [], displayOptions }) =>
		options
			.filter(({ value }) => value !== '__CUSTOM_API_CALL__')
			.map(({ value }) => `${displayOptions?.show?.resource?.[0]}/${value}`),
	);
}

it('n8n serves the output preview of each operation in the way its editor requests it', async () => {
	const operations = await operationsOffered();
	const operationFolder = join(folder, 'v1.0.0');
	const files = (await readdir(operationFolder, { recursive: true })).filter((name) =>
		name.endsWith('.json'),
	);
	expect(operations.map((operation) => `${operation}.json`).sort()).toEqual(files.sort());
	for (const operation of operations) {
		const path = `/schemas/n8n-nodes-social-intents.socialIntents/1.0.0/${operation}.json`;
		const served = JSON.parse((await n8n.download(path)).toString()) as { properties: object };
		const file = await readFile(join(operationFolder, `${operation}.json`), 'utf8');
		expect(served, operation).toEqual(JSON.parse(file));
		expect(Object.keys(served.properties).length, operation).toBeGreaterThan(0);
	}
});

it.each(['socialIntentsTrigger', 'socialIntentsPollingTrigger'])(
	'n8n serves the preview of %s, which has neither resource nor operation',
	async (node) => {
		const path = `/schemas/n8n-nodes-social-intents.${node}/1.0.0.json`;
		const served = JSON.parse((await n8n.download(path)).toString()) as { properties: object };
		expect(served).toEqual(JSON.parse(await readFile(join(folder, 'v1.0.0.json'), 'utf8')));
		expect(Object.keys(served.properties)[0]).toBe('event');
	},
);

it('n8n has no preview of an operation that does not exist', async () => {
	const path = '/schemas/n8n-nodes-social-intents.socialIntents/1.0.0/chat/nothing.json';
	await expect(n8n.download(path)).rejects.toThrow('404');
});
