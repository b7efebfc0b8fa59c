import type {
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeParameters,
	IPollFunctions,
	WorkflowActivateMode,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { vi } from 'vitest';

import { SocialIntentsPollingTrigger } from '../../../../nodes/SocialIntents/SocialIntentsPollingTrigger.node';
import { byteStream } from '../../support/byteStream';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export type ListPath = '/chats' | '/contacts' | '/offlinemessages';

/** Something that happened to a visitor, as the service holds it. */
export interface Happening {
	/** Every row shows it, also one without an ID. */
	key: string;
	path: ListPath;
	/** When the chat began. */
	start: number;
	/** When it was archived, which is when the service shows it. */
	arrival: number;
	isMissed?: boolean;
	widget?: string;
	/** Says what its date field holds instead of its start. */
	date?: unknown;
	hasNoId?: boolean;
}

/** What the documentation leaves open. */
export interface Semantics {
	isToIncluded: boolean;
	/** The date that the days of a request are about. */
	filedBy: 'start' | 'arrival' | 'nothing';
	/** Where it ignores the asked time zone: hours that its own is ahead of UTC. */
	zoneHours: number;
	dates: 'iso' | 'older' | 'milliseconds' | 'none';
	ids: 'text' | 'number' | 'none';
	order: 'oldestFirst' | 'newestFirst' | 'mixed';
}

export const DOCUMENTED: Semantics = {
	isToIncluded: true,
	filedBy: 'start',
	zoneHours: 0,
	dates: 'iso',
	ids: 'text',
	order: 'mixed',
};

const KEYS: Record<ListPath, string> = {
	'/chats': 'chats',
	'/contacts': 'contacts',
	'/offlinemessages': 'chats',
};

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

function dateOf(time: number, { dates, zoneHours }: Semantics): unknown {
	if (dates === 'none') return undefined;
	if (dates === 'milliseconds') return time;
	const iso = new Date(dates === 'older' ? time + zoneHours * HOUR_MS : time).toISOString();
	if (dates === 'iso') return `${iso.slice(0, 19)}Z`;
	return `${iso.slice(0, 10)} ${iso.slice(11, 19)} ${iso.slice(11, 13) < '12' ? 'AM' : 'PM'}`;
}

/** A number that stands for a text, in no order. */
function numberOf(text: string): number {
	let hash = 7;
	for (const letter of text) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_000_007;
	return hash;
}

interface Filed {
	happening: Happening;
	day: string;
	row: IDataObject;
}

/** A request for a list, and how many rows the response had. */
export interface ListRequest {
	path: ListPath;
	from: string;
	to: string;
	timezone: string | undefined;
	app: string | undefined;
	rows: number;
}

/** The service: rows by list, and how it responds. */
export class Service {
	now = 0;
	readonly semantics: Semantics;
	readonly requests: ListRequest[] = [];
	/** The account's widgets, and how often somebody asked for them. */
	widgets = ['w1', 'w2', 'w3'];
	widgetRequests = 0;
	private readonly lists: Record<ListPath, Filed[]> = {
		'/chats': [],
		'/contacts': [],
		'/offlinemessages': [],
	};

	constructor(semantics: Partial<Semantics> = {}) {
		this.semantics = { ...DOCUMENTED, ...semantics };
	}

	add(...happenings: Happening[]) {
		const { filedBy, zoneHours } = this.semantics;
		for (const happening of happenings) {
			const { path, start, arrival } = happening;
			const day = dayOf((filedBy === 'start' ? start : arrival) + zoneHours * HOUR_MS);
			this.lists[path].push({ happening, day, row: this.rowOf(happening) });
		}
	}

	/** The list of widgets. */
	listWidgets(): IDataObject {
		this.widgetRequests++;
		return { apps: this.widgets.map((id) => ({ id, name: `Widget ${id}` })) };
	}

	/** The response as it was at a moment. */
	respond(path: ListPath, query: Record<string, string>, moment = this.now): IDataObject {
		const { date_from: from = '', date_to: to = '', timezone, app_id: app } = query;
		const { isToIncluded, filedBy, order } = this.semantics;
		const shown = this.lists[path].filter(({ happening: { arrival, widget = 'w1' }, day }) => {
			if (arrival > moment || (app && app !== widget)) return false;
			if (filedBy === 'nothing') return true;
			return day >= from && (isToIncluded ? day <= to : day < to);
		});
		this.requests.push({ path, from, to, timezone, app, rows: shown.length });
		if (shown.length === 0) return { apiStatus: 'Success' };
		const sign = { oldestFirst: 1, newestFirst: -1, mixed: 0 }[order];
		if (sign !== 0) shown.sort((a, b) => (a.happening.start - b.happening.start) * sign);
		return { apiStatus: 'Success', [KEYS[path]]: shown.map(({ row }) => row) };
	}

	private rowOf({ key, path, start, isMissed, widget = 'w1', hasNoId, ...rest }: Happening) {
		const { ids } = this.semantics;
		const date = 'date' in rest ? rest.date : dateOf(start, this.semantics);
		return {
			...(ids !== 'none' && !hasNoId && { id: ids === 'number' ? numberOf(key) : key }),
			...(path === '/chats' && { chatType: isMissed ? 'Missed' : 'Answered' }),
			[path === '/contacts' ? 'addDate' : 'startDate']: date as string,
			appId: widget,
			page: key,
		} as IDataObject;
	}
}

/** What happens to one request. */
export type Trouble =
	| 'down'
	| 'tooMany'
	| 'absent'
	/** Answered from a copy that is some hours behind. */
	| 'stale'
	| 'page'
	| 'cut'
	| 'refused'
	/** The token may not read it. */
	| 'forbidden'
	| 'gone'
	/** Redirected to another host. */
	| 'moved'
	| undefined;

const STALE_MS = 3 * HOUR_MS;

const RESPONSES: Partial<Record<string, { statusCode: number; headers: object; body: unknown }>> = {
	down: { statusCode: 500, headers: {}, body: { apiStatus: 'Failure' } },
	// More than a request ever waits.
	tooMany: { statusCode: 429, headers: { 'retry-after': '86400' }, body: '' },
	absent: { statusCode: 200, headers: {}, body: { apiStatus: 'Success' } },
	page: { statusCode: 200, headers: {}, body: '<html>We are back soon</html>' },
	cut: { statusCode: 200, headers: {}, body: '{"apiStatus":"Success","chats":[{"id":"1' },
	refused: { statusCode: 401, headers: {}, body: '' },
	forbidden: { statusCode: 403, headers: {}, body: '' },
	gone: { statusCode: 404, headers: {}, body: '' },
	moved: { statusCode: 302, headers: { location: 'https://status.test/' }, body: '' },
};

interface Emission {
	key: string;
	event: string;
	at: number;
	batch: number;
}

/** One run of n8n's process: what it has in memory. */
export interface Process {
	staticData: Record<string, IDataObject>;
	context: IPollFunctions;
}

export interface SceneOptions {
	semantics?: Partial<Semantics>;
	parameters?: INodeParameters;
	timezone?: string;
	/** ISO 8601. */
	now?: string;
}

let scenes = 0;
const description = new SocialIntentsPollingTrigger().description;
const { poll } = SocialIntentsPollingTrigger.prototype;

/**
 * The service, n8n with one polling trigger, and their clocks. n8n is a model of what it was seen to
 * do: a context and a static data object for each activation and start; a first poll at once; static
 * data saved as JSON at the end of every activation, and when something is emitted.
 */
export class Scene {
	readonly service: Service;
	readonly emitted: Emission[] = [];
	readonly log: Array<{ level: string; message: string }> = [];
	readonly thrown: Error[] = [];
	parameters: INodeParameters;
	/** What the workflow's row in n8n's database holds. */
	saved = '{}';
	/** What n8n's durable pollers keep, by node ID. */
	cursors: Record<string, IDataObject> = {};
	/** The node, and the credential chosen in it. */
	node = { id: 'node', name: 'Poll' };
	credential: Record<string, string> = {
		id: 'credential',
		apiToken: 'token',
		baseUrl: 'https://service.test',
	};
	/** Milliseconds that n8n's clock is ahead of the service's. */
	skew = 0;
	/** What goes wrong, by list. */
	trouble: (path: ListPath) => Trouble = () => undefined;
	/** Called while a request is under way. */
	during: () => Promise<void> | void = () => {};
	process: Process | undefined;
	private batches = 0;
	private readonly timezone: string;
	private workflowId = `workflow-${++scenes}`;

	constructor({ semantics, parameters = {}, timezone = 'UTC', now }: SceneOptions = {}) {
		this.service = new Service(semantics);
		this.service.now = Date.parse(now ?? '2025-06-10T12:00:00Z');
		this.parameters = parameters;
		this.timezone = timezone;
	}

	get now(): number {
		return this.service.now;
	}

	set now(time: number) {
		this.service.now = time;
	}

	/** The trigger's own part of what is saved, under its name. */
	get state(): IDataObject {
		const saved = JSON.parse(this.saved) as Record<string, IDataObject>;
		return saved[`node:${this.node.name}`] ?? {};
	}

	wait(milliseconds: number) {
		this.service.now += milliseconds;
	}

	/** Publishes the workflow, or starts n8n: polls once, and saves whatever came. */
	async activate(mode: WorkflowActivateMode = 'activate'): Promise<string[]> {
		const staticData = JSON.parse(this.saved) as Record<string, IDataObject>;
		const context = this.newContext(mode, staticData);
		const process = { staticData, context };
		try {
			const keys = this.take(await this.pollIn(context));
			this.process = process;
			return keys;
		} finally {
			this.saved = JSON.stringify(staticData);
		}
	}

	/** n8n is killed; only the database is left. What the node has in memory goes by the workflow. */
	kill() {
		this.workflowId = `workflow-${++scenes}`;
		this.process = undefined;
	}

	async restart(): Promise<string[]> {
		this.kill();
		return await this.activate('init');
	}

	/**
	 * A poll of the schedule. Static data is saved only if something is emitted. n8n 1.x takes what it
	 * emits although the workflow was published again meanwhile; n8n 2 drops it.
	 */
	async tick(process = this.process): Promise<string[]> {
		if (!process) return [];
		try {
			const output = await this.pollIn(process.context);
			const keys = this.take(output);
			if (output) this.saved = JSON.stringify(process.staticData);
			return keys;
		} catch (error) {
			this.thrown.push(error as Error);
			return [];
		}
	}

	/** Publishes with n8n's durable pollers: nothing is saved where nothing is emitted. */
	async durableActivate(mode: WorkflowActivateMode = 'activate'): Promise<string[]> {
		return await this.durablePoll(mode, false);
	}

	/** A poll of n8n's durable scheduler: always a new context, the node's data saved if it changed. */
	async durableTick(): Promise<string[]> {
		return await this.durablePoll('update', true);
	}

	private async durablePoll(mode: WorkflowActivateMode, isCommitted: boolean): Promise<string[]> {
		const staticData = JSON.parse(this.saved) as Record<string, IDataObject>;
		const { id, name } = this.node;
		this.cursors[id] ??= staticData[`node:${name}`] ?? {};
		const cursor = structuredClone(this.cursors[id]);
		const before = JSON.stringify(cursor);
		const output = await this.pollIn(this.newContext(mode, staticData, cursor));
		const isChanged = JSON.stringify(cursor) !== before;
		if (isChanged && (output || isCommitted)) this.cursors[id] = cursor;
		if (output) this.saved = JSON.stringify(staticData);
		return this.take(output);
	}

	/** The process dies when all is fetched, and before anything is emitted or saved. */
	async tickAndKillBeforeEmitting() {
		const { process } = this;
		if (process) await this.pollIn(process.context).catch(() => null);
		this.kill();
	}

	/** A run by hand in the editor. */
	async test(): Promise<INodeExecutionData[]> {
		const staticData = JSON.parse(this.saved) as Record<string, IDataObject>;
		const output = await this.pollIn(this.newContext('manual', staticData));
		return output?.[0] ?? [];
	}

	/** Saves the static data at a moment when another trigger of the workflow emits something. */
	saveForOther() {
		if (this.process) this.saved = JSON.stringify(this.process.staticData);
	}

	async pollIn(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		vi.setSystemTime(this.service.now + this.skew);
		return await poll.call(context);
	}

	take(output: INodeExecutionData[][] | null): string[] {
		if (!output) return [];
		this.batches++;
		const items = output[0] ?? [];
		for (const { json } of items) {
			const { page, event } = json as { page: string; event: string };
			this.emitted.push({ key: page, event, at: this.service.now, batch: this.batches });
		}
		return items.map(({ json }) => json.page as string);
	}

	newContext(
		mode: WorkflowActivateMode,
		staticData: Record<string, IDataObject>,
		cursor?: IDataObject,
	): IPollFunctions {
		const { id } = this.credential;
		const parameters = NodeHelpers.getNodeParameters(
			description.properties,
			{ simplify: false, ...this.parameters },
			true,
			false,
			null,
			description,
		);
		const node: INode = {
			...this.node,
			type: 'n8n-nodes-social-intents.socialIntentsPollingTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: parameters ?? {},
			credentials: { socialIntentsApi: { id: id ?? null, name: 'Social Intents' } },
		};
		const note = (level: string) => (message: string) => void this.log.push({ level, message });
		const known = {
			getNode: () => node,
			getMode: () => (mode === 'manual' ? 'manual' : 'trigger'),
			getActivationMode: () => mode,
			getWorkflow: () => ({ id: this.workflowId, name: 'Workflow', active: true }),
			getTimezone: () => this.timezone,
			getNodeParameter: (name: string, fallback: unknown) => node.parameters[name] ?? fallback,
			getWorkflowStaticData: (type: string) => {
				if (type === 'node' && cursor) return cursor;
				return (staticData[type === 'node' ? `node:${node.name}` : 'global'] ??= {});
			},
			getCredentials: async () => this.credential,
			helpers: { httpRequestWithAuthentication: this.request.bind(this) },
			logger: { debug: note('debug'), info: note('info'), warn: note('warn') },
			getExecutionCancelSignal: undefined,
			then: undefined,
		};
		return new Proxy(known, {
			get(target, name) {
				if (name in target) return target[name as keyof typeof target];
				throw new Error(`The model of n8n has no ${String(name)}`);
			},
		}) as unknown as IPollFunctions;
	}

	private async request(_: string, { url, qs, method }: IHttpRequestOptions) {
		if (method !== 'GET') throw new Error(`Unplanned request: ${method} ${url}`);
		const isWidgets = url === '/apps';
		const path = isWidgets ? '/chats' : (url as ListPath);
		const trouble = this.trouble(path);
		const moment = this.service.now - (trouble === 'stale' ? STALE_MS : 0);
		const body = isWidgets
			? this.service.listWidgets()
			: this.service.respond(path, qs as Record<string, string>, moment);
		await this.during();
		const response = RESPONSES[trouble ?? ''] ?? { statusCode: 200, headers: {}, body };
		return { ...response, body: byteStream(response.body) };
	}
}
