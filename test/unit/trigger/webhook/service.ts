import type {
	IHookFunctions,
	IHttpRequestOptions,
	INode,
	WorkflowActivateMode,
} from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import type { TriggerState } from '../../../../nodes/SocialIntents/trigger/webhook/state';
import { byteStream } from '../../support/byteStream';

/** How the node stands in its workflow. */
export interface Setup {
	events: string[];
	/** Undefined for all widgets. */
	widgetIds?: string[];
	address: string;
	token: string;
}

export interface FakeResponse {
	status?: number;
	headers?: Record<string, string>;
	body?: unknown;
	/** No response until the request runs out of time. */
	hangs?: boolean;
}

export interface Hook {
	appId: string;
	event: string;
	url: string;
}

/** No two services give the same ID. */
let created = 0;

/** A service in memory, with somebody else's webhook in it. `interfere` comes before each request. */
export class FakeService {
	readonly hooks = new Map<string, Hook>();
	readonly requests: Array<{ request: string; timeout: number | undefined }> = [];
	widgetIds: string[];
	interfere: (request: string) => FakeResponse | undefined = () => undefined;

	constructor(widgetIds: string[]) {
		this.widgetIds = widgetIds;
		for (const appId of widgetIds)
			this.add({ appId, event: 'lead', url: 'https://foreign.example.com' }, 'foreign');
	}

	/** Those that are not somebody else's. */
	get ours(): Hook[] {
		return [...this.hooks].filter(([id]) => !id.startsWith('foreign')).map(([, hook]) => hook);
	}

	get foreign(): string[] {
		return [...this.hooks.keys()].filter((id) => id.startsWith('foreign'));
	}

	async respond({ method = 'GET', url, body, timeout }: IHttpRequestOptions) {
		const request = `${method} ${url}`;
		this.requests.push({ request, timeout });
		const {
			hangs,
			status = 200,
			...reply
		} = this.interfere(request) ?? this.carryOut(request, body);
		if (hangs) {
			await sleep(timeout ?? 300_000);
			throw Object.assign(new Error(`timeout of ${timeout}ms exceeded`), { code: 'ECONNABORTED' });
		}
		const { headers = {}, body: said = {} } = reply;
		return { statusCode: status, headers, body: byteStream(said) };
	}

	private add(hook: Hook, prefix = 'hook'): string {
		const id = `${prefix}-${++created}`;
		this.hooks.set(id, hook);
		return id;
	}

	private carryOut(request: string, body: unknown): FakeResponse {
		const [, , appId = '', id = ''] =
			/^(GET|POST|DELETE) \/apps(?:\/([^/]+)\/webhook(?:\/(.+))?)?$/.exec(request) ?? [];
		if (request === 'GET /apps')
			return { body: { apps: this.widgetIds.map((widget) => ({ id: widget })) } };
		if (request.startsWith('POST')) {
			const { target_url: url, event } = body as { target_url: string; event: string };
			return { body: { id: this.add({ appId, event, url }) } };
		}
		const [, anywhere = id] = /^DELETE \/webhook\/(.+)$/.exec(request) ?? [];
		return { status: this.hooks.delete(anywhere) ? 200 : 404 };
	}
}

const node: INode = {
	id: 'node-1',
	name: 'Trigger',
	type: 'n8n-nodes-social-intents.socialIntentsTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	webhookId: 'webhook-1',
};

/** Static data of a workflow in which `state` is that of the node. */
function staticDataOf(state: TriggerState) {
	return {
		get socialIntentsWebhooks() {
			return Object.keys(state).length > 0 ? { [node.id]: state } : {};
		},
		set socialIntentsWebhooks(states: Record<string, TriggerState & { name?: string }>) {
			for (const key of Object.keys(state)) delete state[key as keyof TriggerState];
			const next = { ...states[node.id] };
			delete next.name;
			Object.assign(state, next);
		},
	};
}

/** What n8n gives to a hook. Asking it for anything else fails the test. */
export function hookContext(
	service: FakeService,
	{ events, widgetIds, address, token }: Setup,
	state: TriggerState,
	{ activation = 'activate', log = [] }: { activation?: WorkflowActivateMode; log?: string[] } = {},
): IHookFunctions {
	const parameters: Record<string, unknown> = {
		events,
		widgets: widgetIds ? 'selected' : 'all',
		widgetIds: widgetIds ?? null,
		simplify: true,
		options: {},
	};
	const note = (message: string) => void log.push(message);
	const context = {
		logger: { debug: note, info: note, warn: note, error: note },
		getNode: () => node,
		getWorkflow: () => ({ id: 'workflow-1', name: 'W', active: true }),
		getInstanceId: () => 'instance-1',
		getActivationMode: () => activation,
		getTimezone: () => 'UTC',
		getWorkflowStaticData: (type: string) => (type === 'global' ? staticDataOf(state) : {}),
		getNodeWebhookUrl: () => `${address}/webhook/webhook-1/events/webhook-1/:event/:secret`,
		getNodeParameter: (name: string) => parameters[name],
		getCredentials: async () => ({
			apiToken: token,
			baseUrl: 'https://www.socialintents.com/v1/api',
		}),
		// Missing in a hook, but the node asks for it.
		getExecutionCancelSignal: undefined,
		helpers: {
			httpRequestWithAuthentication: async (_: string, options: IHttpRequestOptions) =>
				await service.respond(options),
		},
	};
	const strict = new Proxy(context, {
		get(target, key) {
			if (!(key in target)) throw new Error(`A hook of n8n has no ${String(key)}`);
			return target[key as keyof typeof target];
		},
	});
	return strict as unknown as IHookFunctions;
}
