import type { INodeParameters } from 'n8n-workflow';
import type { Chat, Contact, StoredRecord, Widget } from '../../../sandbox/data/records.mts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server.mts';
import type { RequestEntry } from '../../../sandbox/accountState.mts';
import type { TestCredentials, TestNode } from '../../support/engine.mts';

/** A sandbox that closes at the end of its block. */
export async function openSandbox(options?: SandboxOptions): Promise<Sandbox & AsyncDisposable> {
	const sandbox = await startSandbox(options);
	return Object.assign(sandbox, { [Symbol.asyncDispose]: async () => await sandbox.close() });
}

/** A sandbox with generated data, which `reset` restores instead of generating it again, to save time. */
export async function startFilledSandbox(options: SandboxOptions): Promise<Sandbox> {
	const made = await startSandbox(options);
	const { widgets, chats, offlineMessages, contacts } = made.data;
	await made.close();
	const tagged = ({ record, tags }: StoredRecord<Chat>) => ({ ...record, tags: [...tags] });
	const data = {
		widgets,
		chats: chats.map(tagged),
		offlineMessages: offlineMessages.map(tagged),
		contacts: contacts.map(({ record }) => record),
	};
	return await startSandbox({ ...options, data });
}

/** The credential of a sandbox's account, in token mode. */
export function signIn(
	{ token, baseUrl }: Pick<Sandbox, 'baseUrl' | 'token'>,
	changes: Record<string, string> = {},
): TestCredentials {
	return { socialIntentsApi: { apiToken: token, baseUrl, ...changes } };
}

/** The action node. `operation` is written as `chat.getAll`. */
export function action(operation: string, parameters: object = {}): TestNode {
	const [resource = '', name = ''] = operation.split('.');
	return {
		type: 'socialIntents',
		name: 'Social Intents',
		parameters: { resource, operation: name, ...parameters } as INodeParameters,
	};
}

export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** The method, API path, and query of the requests, in order of arrival. */
export function asked({ requests }: Pick<Sandbox, 'requests'>) {
	return requests.map(({ method, path, query }) => ({
		method,
		path: path.replace('/v1/api', ''),
		query,
	}));
}

export const statuses = ({ requests }: Pick<Sandbox, 'requests'>) =>
	requests.map(({ status, fault }) => status ?? fault);

/** The maximum number of concurrent requests. */
export function mostAtOnce(requests: readonly RequestEntry[]): number {
	const moments = requests.flatMap(({ startedAt, finishedAt }) => [
		{ at: startedAt, by: 1 },
		{ at: finishedAt ?? Infinity, by: -1 },
	]);
	// If one request ends when another starts, the end counts first.
	moments.sort((a, b) => a.at - b.at || a.by - b.by);
	let running = 0;
	return Math.max(...moments.map(({ by }) => (running += by)));
}

// The expected output, computed from the sandbox's data without the node's code.

const calendars = new Map<string, Intl.DateTimeFormat>();

/** The local time in a zone, such as `2026-03-08T01:30:00`, computed by the platform. */
export function wallIn(timeZone: string, at: number): string {
	const style = { dateStyle: 'short', timeStyle: 'medium' } as const;
	const calendar =
		calendars.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, ...style });
	calendars.set(timeZone, calendar);
	return calendar.format(at).replace(' ', 'T');
}

export const dayIn = (zone: string, at: number): string => wallIn(zone, at).slice(0, 10);

export const newestFirst = <T,>(records: ReadonlyArray<StoredRecord<T>>): Array<StoredRecord<T>> =>
	[...records].sort((a, b) => b.at - a.at);
export const oldestFirst = <T,>(records: ReadonlyArray<StoredRecord<T>>): Array<StoredRecord<T>> =>
	[...records].sort((a, b) => a.at - b.at);

const said = <T,>(value: T | null | undefined): T | null =>
	value === undefined || value === null || value === '' ? null : value;
const iso = (at: number) => new Date(at).toISOString();

/** A chat or an offline message, which has text instead of an agent and a duration. */
export function simplifiedChat({ record, at }: StoredRecord<Chat>) {
	const visitor = {
		visitorFullName: said(record.visitorFullName),
		visitorEmail: said(record.visitorEmail),
		visitorPhone: said(record.visitorPhone),
	};
	const origin = {
		page: said(record.page),
		widgetId: said(record.appId),
		id: record.id,
	};
	if (record.chatType === 'Offline Message') {
		return { startDate: iso(at), ...visitor, textBody: said(record.textBody), ...origin };
	}
	return {
		startDate: iso(at),
		chatType: said(record.chatType),
		...visitor,
		agentName: said(record.agentName),
		duration: said(record.duration),
		...origin,
	};
}

export function simplifiedContact({ record, at }: StoredRecord<Contact>) {
	return {
		addDate: iso(at),
		firstName: said(record.firstName),
		lastName: said(record.lastName),
		email: said(record.email),
		phone: said(record.phone),
		group: said(record.group),
		page: said(record.page),
		widgetName: said(record.appName),
		widgetId: said(record.appId),
		id: record.id,
	};
}

export const simplifiedWidget = ({ id, name, timezone, created }: Widget) => ({
	name,
	timezone,
	created: iso(Date.parse(created)),
	id,
});

/** A chat with only the given fields, and a new ID if none is given. */
export function chatAt(startDate: string | null, fields: Partial<Chat> = {}): Chat {
	const id = `chat-${startDate ?? 'undated'}`;
	return { id, chatType: 'Answered', startDate, ...fields };
}
