import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LINES, loadEngine, openInbox } from '../../support/engine.mts';
import { projectFolder } from '../../support/engine/project.mts';
import { temporaryFolder } from '../../support/engine/temporary-folder.mts';
import { openScene } from './scene.mts';

const LINE =
	"{ value: 'chatLong', name: 'Long Chat Ended', description: 'A chat of an hour or more is archived', serviceEvent: 'chatCompleted', path: '/chats', recordType: { ...recordTypes_1.chatRecord, noun: 'long chat' }, isOne: (record) => record.duration >= 3600 },";

/** The package as built, with one line more in the table of events. */
function packageWithOneMoreEvent(): string {
	const folder = temporaryFolder('one-more-event');
	for (const part of ['package.json', 'index.js', 'dist']) {
		cpSync(path.join(projectFolder, part), path.join(folder, part), { recursive: true });
	}
	const file = path.join(folder, 'dist/nodes/SocialIntents/trigger/events.js');
	const before = readFileSync(file, 'utf8');
	const after = before.replace('exports.EVENTS = [\n', (start) => `${start}${LINE}\n`);
	expect(after.split('\n')).toHaveLength(before.split('\n').length + 1);
	writeFileSync(file, after);
	return folder;
}

describe('an event added by one line', () => {
	const folder = packageWithOneMoreEvent();

	it.each(LINES)('is offered, registered, delivered, and polled in n8n %s', async (lineName) => {
		const engine = await loadEngine(lineName, folder);
		for (const name of ['socialIntentsTrigger', 'socialIntentsPollingTrigger']) {
			const node = engine.installation.node(name);
			const { properties } =
				engine.line.workflow.NodeHelpers.getVersionedNodeType(node).description;
			const [events] = properties.filter((property) => property.name === 'events');
			expect(events?.options).toContainEqual(
				expect.objectContaining({ value: 'chatLong', name: 'Long Chat Ended' }),
			);
		}

		const scene = await openScene(engine);
		await using inbox = await openInbox();
		const parameters = { events: ['chatLong'] };
		const trigger = scene.trigger({ parameters, webhookUrl: inbox.url });
		inbox.connect(trigger);
		await trigger.activate();
		expect(scene.registered()).toEqual(['widget 1: chat', 'widget 2: chat', 'widget 3: chat']);
		const poller = engine.poller({
			node: { type: 'socialIntentsPollingTrigger', parameters },
			credentials: {
				socialIntentsApi: { apiToken: scene.sandbox.token, baseUrl: scene.sandbox.baseUrl },
			},
		});
		expect(await poller.activate()).toBeNull();

		await scene.sandbox.act({ type: 'chat', durationSeconds: 60 });
		const { record } = await scene.sandbox.act({ type: 'chat', durationSeconds: 3_600 });
		expect(inbox.deliveries.map(({ started }) => started)).toEqual([false, true]);
		expect(inbox.deliveries[1]?.items.map(({ json }) => json)).toMatchObject([
			{ id: record.id, event: 'chatLong' },
		]);
		expect((await poller.tick())?.map(({ json }) => json)).toMatchObject([
			{ id: record.id, event: 'chatLong' },
		]);
	});
});
