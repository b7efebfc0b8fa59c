import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

const DAY_MS = 86_400_000;

export interface PolledAccount {
	name: string;
	/** Records a day, by list. */
	perDay: Record<string, number>;
}

/** Days are counted from `start`, in milliseconds since 1970. */
interface Span {
	start: number;
	days: number;
	/** Days without a record. */
	quietDays: number[];
}

/** Set by the benchmark; records after `now` are not there yet. */
interface SetClock {
	now: number;
}

const EVENTS: Record<string, string[]> = {
	'/chats': ['chatAnswered', 'chatMissed'],
	'/contacts': ['lead'],
	'/offlinemessages': ['offlineMessage'],
};

/** The lists of an account as the service returns them; each chat contains `words` three times. */
export function createPolledService(
	{ perDay }: PolledAccount,
	{ start, days: spanDays, quietDays }: Span,
	clock: SetClock,
	words = '',
) {
	const isOpen = ({ at }: { at: number }) => !quietDays.includes(Math.floor((at - start) / DAY_MS));
	const lists = new Map(
		Object.entries(perDay).map(([path, count]) => {
			const records = Array.from({ length: count * spanDays }, (_, index) => {
				const at = start + Math.floor((index * DAY_MS) / count);
				const date = new Date(at).toISOString();
				const id = `${path.length}${index}`.padStart(32, '0');
				const texts = { textBody: words, htmlBody: words, messages: [words] };
				const dates = { startDate: date, addDate: date };
				return { at, record: { id, appId: 'widget', chatType: 'Answered', ...dates, ...texts } };
			});
			return [path, records.filter(isOpen)];
		}),
	);
	const requests: Array<{ path: string; days: number; records: number }> = [];
	return {
		requests,
		/** When the last response had arrived; the time after that is the node's own work. */
		respondedAt: 0,
		/** As text, like the response of a real service. */
		respond(path: string, from: string, to: string): string {
			const [first, end] = [Date.parse(from), Date.parse(to) + DAY_MS];
			const shown =
				lists.get(path)?.filter(({ at }) => at >= first && at < end && at <= clock.now) ?? [];
			requests.push({ path, days: (end - first) / DAY_MS, records: shown.length });
			return JSON.stringify({ apiStatus: 'Success', chats: shown.map(({ record }) => record) });
		},
	};
}

/** n8n's context of a poll, as far as the node uses it, and the size of what the node stores. */
export function createPollContext(
	account: PolledAccount,
	service: ReturnType<typeof createPolledService>,
) {
	const staticData: Record<string, IDataObject> = { node: {}, global: {} };
	const parameters: IDataObject = {
		events: Object.keys(account.perDay).flatMap((path) => EVENTS[path] ?? []),
		widgets: 'all',
		simplify: true,
		options: {},
	};
	const workflow = { id: randomUUID() };
	const context = {
		getNode: () => ({ id: account.name, name: 'Poll', type: 'poll', typeVersion: 1, parameters }),
		getWorkflow: () => workflow,
		getMode: () => 'trigger',
		getActivationMode: () => 'activate',
		getTimezone: () => 'UTC',
		getNodeParameter: (name: string) => parameters[name],
		getWorkflowStaticData: (type: string) => staticData[type],
		getCredentials: async () => ({ apiToken: 'token', baseUrl: 'https://service.test' }),
		logger: console,
		helpers: {
			httpRequestWithAuthentication: async (_: string, { url, qs }: IHttpRequestOptions) => {
				const { date_from: from, date_to: to } = (qs ?? {}) as Record<string, string>;
				const isList = url !== '/apps';
				const text = isList ? service.respond(url, String(from), String(to)) : '{"apps":[]}';
				service.respondedAt = performance.now();
				return { statusCode: 200, headers: {}, body: Readable.from([Buffer.from(text)]) };
			},
		},
	};
	const bytesOf = (value?: object) => Buffer.byteLength(JSON.stringify(value ?? {}));
	return {
		context,
		stateBytes: () => bytesOf(staticData),
		/** What n8n's durable pollers store: the data of the node without that of the workflow. */
		nodeStateBytes: () => bytesOf(staticData.node),
	};
}
