import { type ApiResponse, listed, HttpError } from './responses.mts';
import { signIn } from './auth.mts';
import type { Call } from './call.mts';
import { presentChat, presentContact, styleOf } from './present.mts';
import { shownId } from './ids.mts';
import { readChatQuery, readContactQuery, select } from './query.mts';
import type { Chat, StoredRecord } from '../data/records.mts';
import { registerWebhook, removeWebhook, removeWidgetWebhook } from './webhookRoutes.mts';
import type { AccountState } from '../accountState.mts';

type Handler = (account: AccountState, call: Call, ids: string[]) => ApiResponse;

interface Route {
	/** `*` stands for an ID. */
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
	{ method: 'GET', path: '/apps', handle: appList },
	{ method: 'POST', path: '/apps/*/webhook', handle: registerWebhook },
	{ method: 'DELETE', path: '/apps/*/webhook/*', handle: removeWidgetWebhook },
	{ method: 'DELETE', path: '/webhook/*', handle: removeWebhook },
];

/** The service's response. @throws HttpError */
export function respond(account: AccountState, given: Call): ApiResponse {
	const { settings, behavior, accountId } = account;
	const call = { ...given, path: withoutSlash(given.path, behavior['trailing-slash']) };
	const isChecked = settings.pingChecksToken || behavior['ping-token'] === 'needed';
	if (call.path !== '/ping' || isChecked) {
		signIn(call.headers, { token: settings.token, accountId }, behavior);
	}
	const routes = ROUTES.filter(({ path }) => idsIn(call.path, path));
	if (routes.length === 0) throw new HttpError(404, `Not found: ${call.path}`);
	const route = routes.find(({ method }) => method === call.method);
	if (!route) {
		const allowed = routes.map(({ method }) => method).join(', ');
		throw new HttpError(405, `Method not allowed: ${call.method}`, { Allow: allowed });
	}
	return route.handle(account, call, idsIn(call.path, route.path) ?? []);
}

/** The path in the form of the routes. @throws HttpError if the trailing slash is wrong */
function withoutSlash(path: string, rule: string): string {
	const hasSlash = path.length > 1 && path.endsWith('/');
	if (rule === 'required' && !hasSlash) {
		const headers = { Location: `/v1/api${path}/` };
		throw new HttpError(301, 'Moved permanently', headers, '301 empty');
	}
	return hasSlash && rule !== 'refused' ? path.slice(0, -1) : path;
}

/** The decoded IDs in `path` if it matches `pattern`, otherwise null. */
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

/** Strings without an envelope. The first two are documented; the third has been observed. */
function ping(): ApiResponse {
	const statusMessage = 'The API is up and running';
	return { status: 200, body: { statusCode: '200', status: 'PingSuccessful', statusMessage } };
}

function missedChats({ data }: AccountState): Array<StoredRecord<Chat>> {
	return data.chats.filter(({ record }) => record.chatType === 'Missed');
}

/** The key `chats` has been observed for chats; missed chats and offline messages probably share it. */
function chatList(recordsOf: (account: AccountState) => Array<StoredRecord<Chat>>): Handler {
	return (account, { parameters }) => {
		const query = readChatQuery(parameters, contextOf(account));
		const records = select(recordsOf(account), query);
		const unknown = account.behavior['unknown-id'];
		if (records.length === 0 && parameters.get('id') && /^\d/.test(unknown)) {
			throw new HttpError(404, 'No chat has this ID', {}, unknown);
		}
		return listed(
			'chats',
			records.map((stored) => presentChat(stored, styleOf(account), query.timezone)),
		);
	};
}

const contextOf = ({ settings, behavior, clock }: AccountState) => ({
	accountTimezone: settings.accountTimezone,
	behavior,
	now: clock(),
});

function appList({ data, behavior }: AccountState): ApiResponse {
	const form = behavior['record-ids'];
	const shown = (id: string) => shownId(id, form) as string;
	return listed(
		'apps',
		data.widgets.map((widget) => ({ ...widget, id: shown(widget.id) })),
	);
}

/** The key is a guess. */
function contactList(account: AccountState, { parameters }: Call): ApiResponse {
	const query = readContactQuery(parameters, contextOf(account));
	const records = select(account.data.contacts, query);
	return listed(
		'contacts',
		records.map((stored) => presentContact(stored, styleOf(account), query.timezone)),
	);
}
