import { call } from '../../../../sandbox/client.mts';
import type { Sandbox } from '../../../../sandbox/server.mts';
import type { Engine, LogLine, TestCredentials, TestNode } from '../../../support/engine.mts';
import { action, byId } from '../../action/support.mts';

/** What the user gets, and whatever else secrets could be in. */
export interface Outcome {
	/** How many records, widgets or other things came; undefined where something was thrown. */
	count?: number;
	error?: Error & { description?: string | null };
	log: LogLine[];
	/** What n8n would store, and the results. */
	artifacts: unknown;
	/** What must not be, beyond what is checked in every cell. */
	problems?: string[];
	/** IDs of the webhooks that the node remembers. */
	remembered?: string[];
}

/** Where one use of the package takes place. */
export interface Place {
	engine: Engine;
	/** Behind the faulty service. */
	sandbox: Sandbox;
	credentials: TestCredentials;
	/** Different in every cell: the package has a memory for each node. */
	nodeId: string;
	/** From when on the service responds in the faulty way. */
	setFaulty(isFaulty: boolean): Promise<void>;
}

/** One operation or life-cycle method. */
export interface Use {
	/** As in the table of the page. */
	name: string;
	/** Something has to go well before: not where the service cannot be reached at all. */
	hasSetup?: boolean;
	run(place: Place): Promise<Outcome>;
}

/** IDs in the account of every cell. */
export const WIDGET_ID = '0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f';
export const CHAT_ID = 'chat-1';
export const MISSED_CHAT_ID = 'chat-2';
export const MESSAGE_ID = 'message-1';

const caught = async <T,>(promise: Promise<T>) =>
	await promise.then(
		(value) => ({ value }),
		(error: unknown) => ({ error: error as Error }),
	);

const MANY = { returnAll: true };

const NODES: TestNode[] = [
	action('chat.get', { chatId: CHAT_ID }),
	action('chat.getAll', MANY),
	action('chat.getMessages', { chatId: CHAT_ID }),
	action('chat.getTranscript', { chatId: CHAT_ID }),
	action('missedChat.get', { chatId: MISSED_CHAT_ID }),
	action('missedChat.getAll', MANY),
	action('offlineMessage.get', { messageId: MESSAGE_ID }),
	action('offlineMessage.getAll', MANY),
	action('contact.getAll', MANY),
	action('widget.get', { widgetId: byId(WIDGET_ID) }),
	action('widget.getAll', MANY),
	action('webhook.create', { widgetId: byId(WIDGET_ID), targetUrl: 'https://example.com/' }),
	action('system.checkStatus'),
];

const nameOf = ({ parameters = {} }: TestNode) =>
	`${String(parameters.resource)}.${String(parameters.operation)}`;

async function runNode({ engine, credentials, setFaulty }: Place, node: TestNode) {
	await setFaulty(true);
	const { items, error, log, run, outputs, status } = await engine.execute({ node, credentials });
	const ids = items.map(({ json }) => String(json.id));
	return {
		...(status === 'success' && { count: items.length }),
		error,
		log,
		artifacts: [run, outputs],
		...(nameOf(node) === 'webhook.create' && { remembered: ids }),
	};
}

const operations: Use[] = NODES.map((node) => ({
	name: nameOf(node),
	run: async (place) => await runNode(place, node),
}));

const deleteWebhook: Use = {
	name: 'webhook.delete',
	async run(place) {
		const body = { target_url: 'https://example.com/', event: 'lead' };
		const path = `/apps/${WIDGET_ID}/webhook`;
		const response = await call(place.sandbox, 'POST', path, { body });
		const { id } = (await response.json()) as { id: string };
		const outcome = await runNode(place, action('webhook.delete', { webhookId: id }));
		return { ...outcome, remembered: [id] };
	},
};

const lists: Use[] = [
	{
		name: 'widget search in the editor',
		async run({ engine, credentials, setFaulty }) {
			await setFaulty(true);
			const node = action('widget.get');
			const search = { node, method: 'searchWidgets', credentials };
			const { value, error } = {
				value: undefined,
				error: undefined,
				...(await caught(engine.listSearch(search))),
			};
			return { count: value?.results.length, error, log: [], artifacts: value };
		},
	},
	{
		name: 'widget options in the editor',
		async run({ engine, credentials, setFaulty }) {
			await setFaulty(true);
			const node = { type: 'socialIntentsTrigger', parameters: { events: ['lead'] } };
			const options = { node, method: 'getWidgets', credentials };
			const { value, error } = {
				value: undefined,
				error: undefined,
				...(await caught(engine.loadOptions(options))),
			};
			return { count: value?.length, error, log: [], artifacts: value };
		},
	},
	{
		name: 'credential test',
		async run({ engine, credentials, setFaulty }) {
			await setFaulty(true);
			const data = credentials.socialIntentsApi ?? {};
			const { status, message, log } = await engine.testCredential('socialIntentsApi', data);
			return status === 'OK'
				? { count: 1, log, artifacts: message }
				: { error: new Error(message), log, artifacts: message };
		},
	},
];

interface StoredWebhooks {
	socialIntentsWebhooks?: Record<
		string,
		Record<'leftovers' | 'registrations', Array<{ id: string }>>
	>;
}

function openTrigger({ engine, credentials, nodeId }: Place, parameters: object) {
	const trigger = engine.webhookTrigger({
		node: {
			type: 'socialIntentsTrigger',
			name: 'Trigger',
			id: nodeId,
			webhookId: nodeId,
			parameters: { events: ['lead', 'chatAnswered'], ...parameters },
		},
		credentials,
	});
	const outcomeOf = (result: { value?: unknown; error?: Error }): Outcome => {
		const { socialIntentsWebhooks = {} } = (trigger.staticData.global ?? {}) as StoredWebhooks;
		const { registrations = [], leftovers = [] } = socialIntentsWebhooks[nodeId] ?? {};
		return {
			...('value' in result && { count: Number(result.value ?? true) }),
			error: result.error,
			log: trigger.log,
			artifacts: result,
			remembered: [...registrations, ...leftovers].map(({ id }) => id),
		};
	};
	return { trigger, outcomeOf };
}

const CHOSEN = { widgets: 'selected', widgetIds: [WIDGET_ID] };

const webhookTrigger: Use[] = [
	{
		name: 'webhook trigger: publish, all widgets',
		async run(place) {
			const { trigger, outcomeOf } = openTrigger(place, {});
			await place.setFaulty(true);
			return outcomeOf(await caught(trigger.create()));
		},
	},
	{
		name: 'webhook trigger: publish, chosen widgets',
		async run(place) {
			const { trigger, outcomeOf } = openTrigger(place, CHOSEN);
			await place.setFaulty(true);
			return outcomeOf(await caught(trigger.create()));
		},
	},
	{
		name: 'webhook trigger: check',
		hasSetup: true,
		async run(place) {
			const { trigger, outcomeOf } = openTrigger(place, {});
			await trigger.activate();
			await place.setFaulty(true);
			return outcomeOf(await caught(trigger.checkExists()));
		},
	},
	{
		name: 'webhook trigger: unpublish',
		hasSetup: true,
		async run(place) {
			const { trigger, outcomeOf } = openTrigger(place, {});
			await trigger.activate();
			await place.setFaulty(true);
			const error = await trigger.deactivate();
			return outcomeOf(error ? { error } : { value: true });
		},
	},
];

function openPoller({ engine, credentials, nodeId }: Place) {
	return engine.poller({
		node: {
			type: 'socialIntentsPollingTrigger',
			name: nodeId,
			id: nodeId,
			parameters: { events: ['lead'] },
		},
		credentials,
		settings: { timezone: 'UTC' },
	});
}

const pollingTrigger: Use[] = [
	{
		name: 'polling trigger: publish',
		async run(place) {
			const poller = openPoller(place);
			await place.setFaulty(true);
			const result = await caught(poller.activate());
			const count = 'value' in result ? (result.value?.length ?? 0) : undefined;
			return { ...result, count, log: poller.log, artifacts: [result, poller.staticData] };
		},
	},
	{
		name: 'polling trigger: manual run',
		async run(place) {
			const poller = openPoller(place);
			await place.setFaulty(true);
			const result = await caught(poller.test());
			const count = 'value' in result ? (result.value?.length ?? 0) : undefined;
			return { ...result, count, log: poller.log, artifacts: result };
		},
	},
	{
		name: 'polling trigger: later poll',
		hasSetup: true,
		async run(place) {
			const poller = openPoller(place);
			await poller.activate();
			const { record } = await place.sandbox.act({ type: 'lead' });
			await place.setFaulty(true);
			const during = await caught(poller.tick());
			await place.setFaulty(false);
			const after = await caught(poller.tick());
			const emitted = [during, after].flatMap((poll) =>
				'value' in poll ? (poll.value ?? []) : [],
			);
			const times = emitted.filter(({ json }) => json.id === record.id).length;
			const problems = times === 1 ? [] : [`The new record came ${times} times`];
			const count = 'value' in during ? (during.value?.length ?? 0) : undefined;
			return { ...during, count, log: poller.log, artifacts: [during, after], problems };
		},
	},
];

/** Every operation and life-cycle method, in the order of the page. */
export const USES: readonly Use[] = [
	...operations,
	deleteWebhook,
	...lists,
	...webhookTrigger,
	...pollingTrigger,
];
