import { type ApiResponse, done, listed, HttpError } from './responses.mts';
import { signIn } from './auth.mts';
import { type Call, readJsonObject } from './call.mts';
import { presentChat, presentContact } from './present.mts';
import { isId, readChatQuery, readContactQuery, select } from './query.mts';
import type { Chat, Row } from '../data/records.mts';
import { WEBHOOK_EVENTS, type WebhookEvent } from './webhooks.mts';
import type { AccountState } from '../accountState.mts';

type Handler = (account: AccountState, call: Call, ids: string[]) => ApiResponse;

interface Route {
	/** `*` stands for an id. */
	path: string;
	method: string;
	handle: Handler;
}

const ROUTES: Route[] = [
	{ method: 'GET', path: '/ping', handle: ping },
	{ method: 'GET', path: '/chats', handle: chatList(({ data }) => data.chats) },
	{ method: 'GET', path: '/missedchats', handle: chatList(missedChats) },
	{ method: 'GET', path: '/offlinemessages', handle: chatList(({ data }) => data.offlineMessages) },
	{ method: 'GET', path: '/contacts', handle: contactList },
	{ method: 'GET', path: '/apps', handle: ({ data }) => listed('apps', data.widgets) },
	{ method: 'POST', path: '/apps/*/webhook', handle: registerWebhook },
	{ method: 'DELETE', path: '/apps/*/webhook/*', handle: removeWidgetWebhook },
	{ method: 'DELETE', path: '/webhook/*', handle: removeWebhook },
];

/** What the service answers. @throws HttpError */
export function answer(account: AccountState, call: Call): ApiResponse {
	const isOpen = call.path === '/ping' && !account.settings.pingChecksToken;
	if (!isOpen) signIn(call.headers, { ...account.settings, accountId: account.accountId });

	const routes = ROUTES.filter(({ path }) => idsIn(call.path, path));
	if (routes.length === 0) throw new HttpError(404, `Not found: ${call.path}`);
	const route = routes.find(({ method }) => method === call.method);
	if (!route) {
		const allowed = routes.map(({ method }) => method).join(', ');
		throw new HttpError(405, `Method not allowed: ${call.method}`, { Allow: allowed });
	}
	return route.handle(account, call, idsIn(call.path, route.path) ?? []);
}

/** The ids in `path`, decoded, when it has the form of `pattern`; null otherwise. */
function idsIn(path: string, pattern: string): string[] | null {
	const given = path.split('/');
	const wanted = pattern.split('/');
	if (given.length !== wanted.length) return null;
	const ids: string[] = [];
	for (const [index, part] of wanted.entries()) {
		const segment = given[index] ?? '';
		if (part === '*' && segment !== '') ids.push(decoded(segment));
		else if (part !== segment) return null;
	}
	return ids;
}

function decoded(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		throw new HttpError(400, `Malformed path: ${segment}`);
	}
}

/** Strings, and no envelope. The first two are documented; the third has been seen. */
function ping(): ApiResponse {
	const statusMessage = 'The API is up and running';
	return { status: 200, body: { statusCode: '200', status: 'PingSuccessful', statusMessage } };
}

function missedChats({ data }: AccountState): Array<Row<Chat>> {
	return data.chats.filter(({ record }) => record.chatType === 'Missed');
}

/** The key `chats` has been seen for chats; that missed and offline ones share it is likely. */
function chatList(rowsOf: (account: AccountState) => Array<Row<Chat>>): Handler {
	return (account, { parameters }) => {
		const query = readChatQuery(parameters, account.settings.accountTimezone);
		const rows = select(rowsOf(account), query);
		return listed(
			'chats',
			rows.map((row) => presentChat(row, account.settings, query.timezone)),
		);
	};
}

/** The key is a guess. */
function contactList({ data, settings }: AccountState, { parameters }: Call): ApiResponse {
	const query = readContactQuery(parameters, settings.accountTimezone);
	const rows = select(data.contacts, query);
	return listed(
		'contacts',
		rows.map((row) => presentContact(row, settings, query.timezone)),
	);
}

function registerWebhook(account: AccountState, call: Call, [appId = '']: string[]): ApiResponse {
	const widget = account.data.widgets.find(({ id }) => isId(id, appId));
	if (!widget) throw new HttpError(404, `No app has the ID ${appId}`);
	const { target_url: targetUrl, event } = readJsonObject(call);
	if (!isHttpUrl(targetUrl)) throw new HttpError(400, 'target_url must be an http or https URL');
	if (!isEvent(event)) throw new HttpError(400, 'event must be "", "offline_message" or "lead"');
	const registered = account.webhooks.register(widget.id, event, targetUrl);
	return { status: 200, body: { id: registered.id }, registered };
}

function removeWidgetWebhook({ webhooks }: AccountState, _: Call, ids: string[]): ApiResponse {
	const [appId = '', webhookId = ''] = ids;
	if (!webhooks.remove(webhookId, appId)) throw noWebhook(webhookId);
	return done('Webhook deleted');
}

function removeWebhook(
	{ webhooks }: AccountState,
	_: Call,
	[webhookId = '']: string[],
): ApiResponse {
	if (!webhooks.remove(webhookId)) throw noWebhook(webhookId);
	return done('Webhook deleted');
}

const noWebhook = (id: string): HttpError => new HttpError(404, `No webhook has the ID ${id}`);

const isEvent = (value: unknown): value is WebhookEvent =>
	WEBHOOK_EVENTS.some((event) => event === value);

const isHttpUrl = (value: unknown): value is string =>
	typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
