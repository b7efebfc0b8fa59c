import { call } from '../../../../sandbox/client.mts';
import type { TestNode } from '../../../support/engine.mts';
import { action, byId } from '../../action/support.mts';
import { pollingTrigger } from './pollingUses.mts';
import { webhookTrigger } from './webhookUses.mts';
import {
	caught,
	CHAT_ID,
	MESSAGE_ID,
	MISSED_CHAT_ID,
	WIDGET_ID,
	type Place,
	type Use,
} from './use.mts';

/** One request in four attempts, each of which may take five minutes, and the waits between them. */
const OF_ONE_REQUEST = 25;
const MANY = { returnAll: true };
const DAY_MS = 86_400_000;

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
	maxMinutes: OF_ONE_REQUEST,
	run: async (place) => await runNode(place, node),
}));

/** Ten days a request: ten requests, which run at the same time. */
const severalWindows: Use = {
	name: 'chat.getAll, several windows',
	maxMinutes: 30,
	run: async (place) => {
		const dateFrom = new Date(Date.now() - 95 * DAY_MS).toISOString().slice(0, 10);
		const parameters = { ...MANY, filters: { dateFrom }, options: { daysPerRequest: 10 } };
		return await runNode(place, action('chat.getAll', parameters));
	},
};

const deleteWebhook: Use = {
	name: 'webhook.delete',
	maxMinutes: OF_ONE_REQUEST,
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
		maxMinutes: OF_ONE_REQUEST,
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
		maxMinutes: OF_ONE_REQUEST,
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
		maxMinutes: OF_ONE_REQUEST,
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

/** Every operation and life-cycle method, in the order of the page. */
export const USES: readonly Use[] = [
	...operations,
	deleteWebhook,
	severalWindows,
	...lists,
	...webhookTrigger,
	...pollingTrigger,
];
