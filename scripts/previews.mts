import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { INode } from 'n8n-workflow';

import type { ApiRecord, Operation, Resource } from '../nodes/SocialIntents/operation.ts';
import { call } from '../sandbox/client.mts';
import { startSandbox, type Sandbox } from '../sandbox/server.mts';

/**
 * Output previews: the fields of an operation as n8n's editor shows them before its first run. Generated from the
 * operations' output for the sandbox's responses, so they always match the node.
 */

const checkout = join(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
const dist = (file: string): unknown => require(join(checkout, 'dist/nodes/SocialIntents', file));

/** Where n8n looks for previews: the folder of the node, which all three nodes share. */
export const folder = join(checkout, 'nodes/SocialIntents/__schema__');

/** For version 1 of a node: a subfolder for resource and operation, or this folder if the node has none. */
const VERSION = 'v1.0.0';

interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

function typeOf(value: unknown): string {
	if (Array.isArray(value)) return 'array';
	return Number.isInteger(value) ? 'integer' : typeof value;
}

/**
 * One schema for all values; a field that is sometimes null has the type of its other values.
 * @throws an error that names a field with several types or without a value in any record
 */
function schemaOf(values: unknown[], path = 'the output'): Schema {
	const given = values.filter((value) => value !== null && value !== undefined);
	const types = [...new Set(given.map(typeOf))];
	const [type] = types;
	if (type === undefined) throw new Error(`${path} is empty in every record, so it has no type`);
	if (types.length > 1) throw new Error(`${path} is ${types.join(' and ')}`);
	if (type === 'array') return { type, items: schemaOf(given.flat(), `${path}[]`) };
	if (type !== 'object') return { type };
	const records = given as Array<Record<string, unknown>>;
	const names = [...new Set(records.flatMap(Object.keys))];
	const properties = names.map((name) => {
		const ofField = records.map((record) => record[name]);
		return [name, schemaOf(ofField, `${path}.${name}`)] as const;
	});
	return { type, properties: Object.fromEntries(properties) };
}

/** The ID of the record with the most values. */
function idOfFullest(records: Array<{ record: object }>): unknown {
	const valuesOf = ({ record }: { record: object }) => Object.values(record).filter(Boolean).length;
	const [fullest] = [...records].sort((a, b) => valuesOf(b) - valuesOf(a));
	return fullest && 'id' in fullest.record ? fullest.record.id : undefined;
}

/** Values for parameters without a default, from the sandbox's data. */
function valuesFor({ data, webhooks }: Sandbox): Record<string, Record<string, unknown>> {
	const widgetId = data.widgets[0]?.id;
	const ofType = (type: string) => data.chats.filter(({ record }) => record.chatType === type);
	return {
		'chat.get': { chatId: idOfFullest(ofType('Answered')) },
		'chat.getMessages': { chatId: idOfFullest(ofType('Answered')) },
		'chat.getTranscript': { chatId: idOfFullest(ofType('Answered')) },
		'missedChat.get': { chatId: idOfFullest(ofType('Missed')) },
		'offlineMessage.get': { messageId: idOfFullest(data.offlineMessages) },
		'widget.get': { widgetId },
		'webhook.create': { widgetId, targetUrl: 'http://127.0.0.1:9/hook' },
		'webhook.delete': { webhookId: webhooks[0]?.id },
	};
}

async function previewOf(
	sandbox: Sandbox,
	resource: Resource,
	operation: Operation,
): Promise<Schema> {
	const { createReader } = dist(
		'parameters/index.js',
	) as typeof import('../nodes/SocialIntents/parameters/index.ts');
	const values: Record<string, unknown> = {
		returnAll: true,
		...valuesFor(sandbox)[`${resource.value}.${operation.value}`],
	};
	const read = createReader({
		node: { name: 'Preview', type: 'preview', typeVersion: 1, parameters: {} } as INode,
		itemIndex: 0,
		fields: operation.fields,
		get: (name) => values[name],
		workflowTimezone: 'UTC',
		isTool: false,
		now: Date.now(),
	});
	const plan = operation.plan(read);
	const responses = [];
	for (const request of plan.requests) {
		const { method, path, query, body } = request;
		const response = await call(sandbox, method, path, { query, body });
		responses.push(plan.parse(await response.json(), request));
	}
	const output = plan.combine(responses).map(({ json }) => json);
	return schemaOf(output, `${resource.value}.${operation.value}`);
}

/** The preview of both triggers: n8n uses one file for the two, so it fits any chat. */
function triggerPreview({ data }: Sandbox): Schema {
	const { EVENTS } = dist(
		'trigger/events.js',
	) as typeof import('../nodes/SocialIntents/trigger/events.ts');
	const { toTriggerItem } = dist(
		'trigger/items.js',
	) as typeof import('../nodes/SocialIntents/trigger/items.ts');
	const event = EVENTS.find(({ value }) => value === 'chatAnswered');
	if (!event) throw new Error('No event is called chatAnswered');
	const answered = data.chats.filter(({ record }) => record.chatType === 'Answered');
	return schemaOf(
		answered.map(({ record, at }) =>
			toTriggerItem(record as ApiRecord, event, { simplify: true, time: at }),
		),
		'trigger',
	);
}

/** A missed chat has no agent, but a preview shows the type that the field has in every chat. */
function giveMissedChatsAgents({ data }: Sandbox): void {
	for (const { record } of data.chats) record.agentName ||= 'Dana Reyes';
}

const format = (schema: Schema): string =>
	`${JSON.stringify({ ...schema, version: 1 }, null, 2)}\n`;

/** All previews, as file content by path below `folder`. */
export async function makePreviews(): Promise<Map<string, string>> {
	const { resources } = dist('resources/index.js') as { resources: Resource[] };
	const sandbox = await startSandbox({ now: '2026-01-31T12:00:00Z' });
	giveMissedChatsAgents(sandbox);
	const previews = new Map<string, string>();
	try {
		for (const resource of resources) {
			for (const operation of resource.operations) {
				const file = join(VERSION, resource.value, `${operation.value}.json`);
				previews.set(file, format(await previewOf(sandbox, resource, operation)));
			}
		}
		previews.set(`${VERSION}.json`, format(triggerPreview(sandbox)));
	} finally {
		await sandbox.close();
	}
	return previews;
}

if (import.meta.main) {
	const previews = await makePreviews();
	await rm(folder, { recursive: true, force: true });
	for (const [file, content] of previews) {
		await mkdir(dirname(join(folder, file)), { recursive: true });
		await writeFile(join(folder, file), content);
	}
	console.log(`Wrote ${previews.size} output previews`);
}
