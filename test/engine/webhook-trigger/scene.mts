import { expect, onTestFinished } from 'vitest';
import { call } from '../../../sandbox/client.mts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.mts';
import type { Webhook } from '../../../sandbox/api/webhooks.mts';
import type { Engine, WebhookTrigger, WebhookTriggerOptions } from '../../support/engine.mts';
import { findSecrets, formsOf } from '../../support/secrets.mts';

/** The last one needs encoding wherever it goes into a path. */
export const WIDGETS = [
	'11aa22bb33cc44dd55ee66ff77001122',
	'99ff88ee77dd66cc55bb44aa33221100',
	'café/№ 3?',
];
const [WIDGET_1 = '', WIDGET_2 = ''] = WIDGETS;
export { WIDGET_1, WIDGET_2 };

const SERVICE_EVENTS = ['', 'offline_message', 'lead'] as const;
const ACCOUNT_ID = 'account-of-the-scene-0815';
/** n8n's UX rules: what is shown to a user does without these. */
const AVOIDED_WORDS = /\b(errors?|problems?|failures?|mistakes?)\b/i;
/** Nobody listens there. */
const FOREIGN_URL = 'http://127.0.0.1:9/foreign';

export type Parameters = NonNullable<WebhookTriggerOptions['node']['parameters']>;

interface SceneTriggerOptions extends Omit<WebhookTriggerOptions, 'node' | 'credentials'> {
	parameters?: Parameters;
	name?: string;
	/** Other than the one that the name gives. */
	nodeId?: string;
	webhookId?: string | undefined;
	/** Over the credential of the scene's account; null for a node without one. */
	credential?: Record<string, string> | null;
}

/** One account at a service, full of somebody else's webhooks, and the triggers of one test. */
export interface Scene {
	readonly sandbox: Sandbox;
	trigger(options?: SceneTriggerOptions): WebhookTrigger;
	/** What the trigger asked of the service since the last time, such as `POST /apps/1/webhook`. */
	requests(): string[];
	/** The webhooks that are not somebody else's. */
	ours(): Webhook[];
	/** The same as text, such as `widget 1: lead`, to compare. */
	registered(): string[];
	/** What somebody gets to see when it throws. Fails where it does not. */
	failureOf(action: Promise<unknown>): Promise<Shown>;
}

export interface Shown {
	message: string;
	description: string;
}

/** What the trigger of a node has stored, without the name of the node. */
export function stateOf({ staticData }: WebhookTrigger, nodeId = 'id-of-Trigger') {
	const { socialIntentsWebhooks = {} } = (staticData.global ?? {}) as {
		socialIntentsWebhooks?: Record<string, { name?: string; registrations?: Webhook[] }>;
	};
	const state = { ...socialIntentsWebhooks[nodeId] };
	delete state.name;
	return state as Record<string, unknown>;
}

/** Static data in which a trigger has stored this. */
export const storedAs = (state: object, nodeId = 'id-of-Trigger') => ({
	global: { socialIntentsWebhooks: { [nodeId]: { ...state, name: 'Trigger' } } },
});

let scenes = 0;

/**
 * Opens a scene. When the test is over, it checks what must be true of every test: nobody touched
 * somebody else's webhooks, and no log line, message or answer holds a secret.
 */
export async function openScene(engine: Engine): Promise<Scene> {
	const sandbox = await startSandbox({
		// With another seed, records have other IDs: the trigger drops those that it knows.
		seed: `trigger-${++scenes}`,
		accountId: ACCOUNT_ID,
		data: {
			widgets: WIDGETS.map((id, index) => ({
				id,
				name: `Widget ${index + 1}`,
				timezone: 'UTC',
				created: '2024-01-01T00:00:00Z',
			})),
		},
	});
	const foreign = await registerForeign(sandbox);
	const triggers: WebhookTrigger[] = [];
	const failures: unknown[] = [];
	let seen = sandbox.requests.length;
	const first = seen;

	const ours = () => sandbox.webhooks.filter(({ targetUrl }) => targetUrl !== FOREIGN_URL);
	const scene: Scene = {
		sandbox,
		trigger({ parameters, name, nodeId, webhookId, credential, ...options } = {}) {
			const trigger = engine.webhookTrigger({
				node: {
					type: 'socialIntentsTrigger',
					name: name ?? 'Trigger',
					...(nodeId !== undefined && { id: nodeId }),
					parameters: { events: ['lead'], ...parameters },
					webhookId: webhookId ?? 'webhook-id-of-the-test',
				},
				credentials:
					credential === null
						? {}
						: {
								socialIntentsApi: {
									apiToken: sandbox.token,
									baseUrl: sandbox.baseUrl,
									...credential,
								},
							},
				...options,
			});
			triggers.push(trigger);
			return trigger;
		},
		requests() {
			const fresh = sandbox.requests.slice(seen);
			seen = sandbox.requests.length;
			return fresh.map(({ method, path }) => `${method} ${path.replace('/v1/api', '')}`);
		},
		ours,
		registered: () =>
			ours()
				.map(({ appId, event }) => `widget ${WIDGETS.indexOf(appId) + 1}: ${event || 'chat'}`)
				.sort(),
		async failureOf(action) {
			const error = (await action.then(
				() => expect.fail('Nothing was thrown'),
				(thrown: unknown) => thrown,
			)) as Error & { description?: string | null };
			failures.push(error);
			return { message: error.message, description: error.description ?? '' };
		},
	};

	onTestFinished(async () => {
		const { requests, webhooks } = sandbox;
		await sandbox.close();
		expect(webhooks.filter(({ targetUrl }) => targetUrl === FOREIGN_URL)).toEqual(foreign);
		const touched = requests
			.slice(first)
			.filter(({ path }) => foreign.some(({ id }) => path.includes(id)));
		expect(touched).toEqual([]);

		const secrets = requests.slice(first).flatMap(({ body }) => secretIn(body));
		const forms = formsOf(sandbox.token, ACCOUNT_ID, ...new Set(secrets));
		const deliveries = sandbox.deliveries.map(({ response }) => response);
		expect(findSecrets([triggers.map(({ log }) => log), failures, deliveries], forms)).toEqual([]);
		for (const failure of failures as Shown[]) {
			expect(`${failure.message} ${failure.description}`).not.toMatch(AVOIDED_WORDS);
		}
	});
	return scene;
}

const secretIn = (body: string): string[] =>
	/"target_url":"[^"]*\/([^"/]+)"/.exec(body)?.slice(1) ?? [];

/** A webhook of somebody else's for each widget and event. */
async function registerForeign(sandbox: Sandbox): Promise<Webhook[]> {
	for (const widget of WIDGETS) {
		for (const event of SERVICE_EVENTS) {
			const body = { target_url: FOREIGN_URL, event };
			await call(sandbox, 'POST', `/apps/${encodeURIComponent(widget)}/webhook`, { body });
		}
	}
	return structuredClone([...sandbox.webhooks]);
}

/** What a webhook's address says: where n8n takes it, for which event, with which secret. */
export function addressOf({ targetUrl }: Pick<Webhook, 'targetUrl'>) {
	const [, place = '', event = '', secret = ''] = /^(.+)\/([^/]+)\/([^/]+)$/.exec(targetUrl) ?? [];
	return { place, event, secret };
}

/** n8n finds a node by the first ID, and keeps the rest of the path once for all workflows. */
export const placeOf = (webhookId: string, path = 'webhook'): string =>
	`https://n8n.example.com/${path}/${webhookId}/events/${webhookId}`;
