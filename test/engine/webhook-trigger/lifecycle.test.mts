import { describe, expect, it } from 'vitest';
import { call } from '../../../sandbox/client.mts';
import type { Fault } from '../../../sandbox/api/faults.mts';
import { LINES, loadEngine } from '../../support/engine.mts';
import { projectFolder } from '../../support/engine/project.mts';
import {
	addressOf,
	openScene,
	placeOf,
	stateOf,
	storedAs,
	WIDGET_1,
	WIDGET_2,
	WIDGETS,
} from './scene.mts';

const CHATS_AND_LEADS = { events: ['chatAnswered', 'chatMissed', 'lead'] };
const TWO_WIDGETS = { widgets: 'selected', widgetIds: [WIDGET_1, WIDGET_2] };
const ALL_THREE = { events: ['chatAnswered', 'lead', 'offlineMessage'] };

const pathOf = (widget: string, id = '') =>
	`/apps/${encodeURIComponent(widget)}/webhook${id && `/${id}`}`;
const POST = (widget: string) => `POST ${pathOf(widget)}`;
const DELETE = ({ appId, id }: { appId: string; id: string }) => `DELETE ${pathOf(appId, id)}`;

/** The service says come back later than the node waits: it gives up at once. */
const LATER = { headers: { 'Retry-After': '121' } };

describe.each(LINES)('the webhook trigger in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const isOld = lineName.startsWith('1.');
	const attempts = isOld ? 1 : 5;

	describe('on activation', () => {
		it('registers every chosen event in every chosen widget, answered and missed chats as one', async () => {
			const scene = await openScene(engine);
			const trigger = scene.trigger({ parameters: { ...CHATS_AND_LEADS, ...TWO_WIDGETS } });
			await trigger.activate();
			expect(scene.registered()).toEqual([
				'widget 1: chat',
				'widget 1: lead',
				'widget 2: chat',
				'widget 2: lead',
			]);
			expect(scene.requests()).toEqual([
				POST(WIDGET_1),
				POST(WIDGET_1),
				POST(WIDGET_2),
				POST(WIDGET_2),
			]);
			expect(trigger.called).toEqual(['checkExists', 'create']);
			expect(stateOf(trigger).registrations).toEqual(
				scene.ours().map(({ id, appId, targetUrl: url }) => ({
					id,
					appId,
					event: addressOf({ targetUrl: url }).event,
					url,
				})),
			);
		});

		it('puts the event and one secret behind n8n’s own URL', async () => {
			const scene = await openScene(engine);
			await scene.trigger({ parameters: { ...ALL_THREE, ...TWO_WIDGETS } }).activate();
			const addresses = scene
				.ours()
				.map((webhook) => ({ sent: webhook.event, ...addressOf(webhook) }));
			expect(new Set(addresses.map(({ secret }) => secret)).size).toBe(1);
			expect(addresses[0]?.secret).toMatch(/^[\w-]{32}$/);
			for (const { sent, event, place } of addresses) {
				expect(place).toBe(placeOf('webhook-id-of-the-test'));
				expect(event).toBe(
					{ '': 'chatCompleted', lead: 'lead', offline_message: 'offlineMessage' }[sent],
				);
			}
		});

		it('registers in all widgets of the account, whatever characters their IDs contain', async () => {
			const scene = await openScene(engine);
			await scene.trigger().activate();
			expect(scene.registered()).toEqual(['widget 1: lead', 'widget 2: lead', 'widget 3: lead']);
			expect(scene.requests()).toEqual(['GET /apps', ...WIDGETS.map(POST)]);
		});

		it('registers a widget that is chosen twice once', async () => {
			const scene = await openScene(engine);
			await scene
				.trigger({ parameters: { widgets: 'selected', widgetIds: [WIDGET_1, WIDGET_1] } })
				.activate();
			expect(scene.registered()).toEqual(['widget 1: lead']);
		});

		it('reports an account without a widget', async () => {
			const scene = await openScene(engine);
			scene.sandbox.setData({ widgets: [] });
			const { message, description } = await scene.failureOf(scene.trigger().create());
			expect(message).toBe('This Social Intents account has no widgets');
			expect(description).toContain('Create a widget');
		});

		it('logs each webhook with its widget, so that it can be found later', async () => {
			const scene = await openScene(engine);
			const trigger = scene.trigger({ parameters: TWO_WIDGETS });
			await trigger.activate();
			const lines = trigger.log
				.filter(({ level }) => level === 'info')
				.map(({ message }) => message);
			expect(lines).toHaveLength(2);
			for (const { id, appId } of scene.ours()) {
				expect(lines.filter((line) => line.includes(id) && line.includes(appId))).toHaveLength(1);
			}
		});

		it('keeps a numeric ID of a webhook as text, and removes the webhook by it', async () => {
			const scene = await openScene(engine);
			scene.sandbox.faults.add({ kind: 'numericIds', method: 'POST' });
			const trigger = scene.trigger({ parameters: TWO_WIDGETS });
			await trigger.activate();
			const ids = (stateOf(trigger).registrations as Array<{ id: unknown }>).map(({ id }) => id);
			expect(ids).toEqual([expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+$/)]);
			expect(await trigger.deactivate()).toBeUndefined();
			expect(scene.ours()).toEqual([]);
		});

		it('waits as long as the service asks, and does not register twice', async () => {
			const scene = await openScene(engine);
			scene.sandbox.faults.add({
				kind: 'status',
				status: 429,
				method: 'POST',
				times: 1,
				headers: { 'Retry-After': '1' },
			});
			await scene.trigger({ parameters: TWO_WIDGETS }).activate();
			expect(scene.registered()).toEqual(['widget 1: lead', 'widget 2: lead']);
			expect(scene.requests()).toEqual([POST(WIDGET_1), POST(WIDGET_1), POST(WIDGET_2)]);
		});
	});

	describe('when a registration fails', () => {
		const refusals: Array<[string, Fault, string]> = [
			['400', { kind: 'status', status: 400 }, 'rejected the request (400'],
			['401', { kind: 'status', status: 401 }, 'rejected the credential (401'],
			['404', { kind: 'status', status: 404 }, 'not found in Social Intents (404'],
			['410', { kind: 'status', status: 410 }, 'not found in Social Intents (410'],
			['429', { kind: 'status', status: 429, ...LATER }, 'rate limit was reached (429'],
			['500', { kind: 'status', status: 500 }, 'could not process the request (500'],
			['503', { kind: 'status', status: 503 }, 'could not process the request (503'],
			['a broken connection', { kind: 'resetBeforeAnswer' }, 'connection closed unexpectedly'],
			['a web page', { kind: 'htmlPage' }, 'a web page instead of data'],
			[
				'a redirect',
				{ kind: 'redirect', location: 'http://127.0.0.1:9/' },
				'redirects to 127.0.0.1:9 (302',
			],
			['a refusal with status 200', { kind: 'refusal' }, 'rejected the credential (403'],
		];

		it.each(refusals)(
			'undoes what it registered, each time from a clean slate (%s)',
			async (_, fault, sentence) => {
				const scene = await openScene(engine);
				scene.sandbox.faults.add({ ...fault, method: 'POST', path: pathOf(WIDGET_2) });
				const trigger = scene.trigger({ parameters: { ...CHATS_AND_LEADS, ...TWO_WIDGETS } });
				const { message } = await scene.failureOf(trigger.activate());
				expect(message).toContain(sentence);
				expect(scene.ours()).toEqual([]);
				expect(trigger.called.filter((method) => method === 'create')).toHaveLength(attempts);
				const posts = scene.requests().filter((request) => request.startsWith('POST'));
				const oneAttempt = [POST(WIDGET_1), POST(WIDGET_1), POST(WIDGET_2)];
				expect(posts).toEqual(Array(attempts).fill(oneAttempt).flat());
				expect(stateOf(trigger)).toEqual({});
			},
		);

		it('says where to look after a response without an ID, and undoes the others', async () => {
			const scene = await openScene(engine);
			scene.sandbox.faults.add({
				kind: 'missingId',
				method: 'POST',
				path: pathOf(WIDGET_2),
				times: 1,
			});
			const trigger = scene.trigger({ parameters: TWO_WIDGETS });
			const { message, description } = await scene.failureOf(trigger.create());
			expect(message).toContain(`returned no valid ID for the new webhook of widget ${WIDGET_2}`);
			expect(description).toContain('Integrations > Webhooks');
			expect(scene.registered()).toEqual(['widget 2: lead']);
		});

		it('gives up after a response that is cut off as well', async () => {
			const scene = await openScene(engine);
			scene.sandbox.faults.add({
				kind: 'malformedJson',
				method: 'POST',
				path: pathOf(WIDGET_2),
				times: 1,
			});
			const { message } = await scene.failureOf(
				scene.trigger({ parameters: TWO_WIDGETS }).create(),
			);
			expect(message).toContain('text that is not valid JSON');
			expect(scene.registered()).toEqual(['widget 2: lead']);
		});

		it('reveals no secret that the service repeats', async () => {
			const scene = await openScene(engine);
			const probe = scene.trigger({ parameters: TWO_WIDGETS });
			await probe.activate();
			const url = scene.ours()[0]?.targetUrl ?? '';
			await probe.deactivate();
			const body = { apiStatus: 'Failure', apiStatusMessage: `target_url ${url} is not reachable` };
			scene.sandbox.faults.add({ kind: 'status', status: 400, method: 'POST', body });
			const { description } = await scene.failureOf(
				scene.trigger({ parameters: TWO_WIDGETS }).create(),
			);
			expect(description).toContain('/lead/*** is not reachable');
		});

		it('logs no secret that the service repeats before the next try', async () => {
			const scene = await openScene(engine);
			const trigger = scene.trigger({ parameters: TWO_WIDGETS });
			await trigger.activate();
			const url = scene.ours()[0]?.targetUrl ?? '';
			await trigger.deactivate();
			const body = { apiStatus: 'Failure', apiStatusMessage: `target_url ${url} has to wait` };
			scene.sandbox.faults.add({ kind: 'status', status: 429, method: 'POST', body, times: 1 });
			await trigger.activate();
			const said = trigger.log.map(({ message }) => message).join('\n');
			expect(said).toContain('rate limit was reached');
			expect(said).not.toContain(url);
		});

		it('names the webhooks that could not be undone either', async () => {
			const scene = await openScene(engine);
			const { faults } = scene.sandbox;
			faults.add({ kind: 'status', status: 400, method: 'POST', path: pathOf(WIDGET_2) });
			faults.add({ kind: 'status', status: 500, method: 'DELETE' });
			const trigger = scene.trigger({ parameters: TWO_WIDGETS });
			const { message, description } = await scene.failureOf(trigger.activate());
			expect(message).toContain('(400');
			expect(scene.registered()).toEqual(Array(attempts).fill('widget 1: lead'));
			expect(message).toContain(scene.ours().at(-1)?.id);
			expect(description).toContain('Webhook > Delete');
			const warned = trigger.log
				.filter(({ level }) => level === 'warn')
				.map((line) => line.message);
			for (const { id } of scene.ours()) {
				expect(warned.some((line) => line.includes(id) && line.includes(WIDGET_1))).toBe(true);
			}
		});

		if (!isOld)
			it('removes the webhooks that could not be undone as soon as it can', async () => {
				const scene = await openScene(engine);
				const { faults } = scene.sandbox;
				faults.add({
					kind: 'status',
					status: 400,
					method: 'POST',
					path: pathOf(WIDGET_2),
					times: 1,
				});
				// By create, which takes back, and by delete, which n8n calls after it.
				faults.add({ kind: 'status', status: 500, method: 'DELETE', times: 2 });
				const trigger = scene.trigger({ parameters: TWO_WIDGETS });
				await trigger.activate();
				expect(trigger.called).toEqual([
					'checkExists',
					'create',
					'delete',
					'checkExists',
					'create',
				]);
				expect(scene.registered()).toEqual(['widget 1: lead', 'widget 2: lead']);
				expect(await trigger.checkExists()).toBe(true);
			});
	});

	describe('on deactivation', () => {
		it('removes what it registered, widget by widget, and forgets it', async () => {
			const scene = await openScene(engine);
			const trigger = scene.trigger({ parameters: ALL_THREE });
			await trigger.activate();
			const registered = scene.ours();
			expect(registered).toHaveLength(9);
			scene.requests();
			expect(await trigger.deactivate()).toBeUndefined();
			expect(scene.ours()).toEqual([]);
			expect(scene.requests().sort()).toEqual(registered.map(DELETE).sort());
			expect(stateOf(trigger)).toEqual({});
		});

		it('goes by what is stored, whatever the parameters say now', async () => {
			const scene = await openScene(engine);
			const before = scene.trigger({ parameters: { ...CHATS_AND_LEADS, ...TWO_WIDGETS } });
			await before.activate();
			const parameters = { events: [], widgets: 'selected', widgetIds: [] };
			const now = scene.trigger({
				parameters,
				staticData: before.staticData,
				webhookUrl: 'https://new.example.com',
			});
			expect(await now.deactivate()).toBeUndefined();
			expect(scene.ours()).toEqual([]);
		});

		it.each([404, 410])('treats a %i as deleted', async (status) => {
			const scene = await openScene(engine);
			const trigger = scene.trigger({ parameters: TWO_WIDGETS });
			await trigger.activate();
			scene.requests();
			scene.sandbox.faults.add({ kind: 'status', status, method: 'DELETE' });
			expect(await trigger.deactivate()).toBeUndefined();
			expect(scene.requests()).toHaveLength(2);
			expect(stateOf(trigger)).toEqual({});
			expect(trigger.log.filter(({ level }) => level === 'warn')).toEqual([]);
		});

		const faults: Array<[string, Fault, string]> = [
			['401', { kind: 'status', status: 401 }, '(401'],
			['403', { kind: 'status', status: 403 }, '(403'],
			['429', { kind: 'status', status: 429, ...LATER }, '(429'],
			['500', { kind: 'status', status: 500 }, '(500'],
			['a web page', { kind: 'htmlPage' }, 'a web page'],
			['a 404 page', { kind: 'status', status: 404, body: '<html>Not Found</html>' }, '(404'],
			['a 410 text', { kind: 'status', status: 410, body: 'No such route' }, '(410'],
			['a refusal with status 200', { kind: 'refusal' }, 'rejected the credential (403'],
		];

		const brokenCredentials: Array<[string, Record<string, string> | null]> = [
			['was deleted', null],
			['lost its token', { apiToken: '' }],
			['has a Base URL that is none', { baseUrl: 'not an address' }],
		];

		it.each(brokenCredentials)(
			'names every webhook that remains because the credential %s, and deletes them later',
			async (_, credential) => {
				const scene = await openScene(engine);
				const before = scene.trigger({ parameters: TWO_WIDGETS });
				await before.activate();
				const left = scene.ours();
				const { staticData } = before;
				const broken = scene.trigger({ parameters: TWO_WIDGETS, staticData, credential });
				const error = await broken.deactivate();
				const { message } = await scene.failureOf(Promise.reject(error ?? expect.fail()));
				const warned = broken.log
					.filter(({ level }) => level === 'warn')
					.map((line) => line.message)
					.join('\n');
				for (const { id, appId } of left) {
					expect(message).toContain(`webhook ${id} (lead) of widget ${appId}`);
					expect(warned).toContain(`webhook ${id} (lead) of widget ${appId}`);
				}
				expect(scene.ours()).toEqual(left);

				const repaired = scene.trigger({
					parameters: TWO_WIDGETS,
					staticData: broken.staticData,
				});
				expect(await repaired.deactivate()).toBeUndefined();
				expect(scene.ours()).toEqual([]);
			},
		);

		it.each(faults)(
			'continues with the other webhooks, names what remains, and deletes it on the next activation (%s)',
			async (_, fault, sentence) => {
				const scene = await openScene(engine);
				const trigger = scene.trigger({ parameters: { ...CHATS_AND_LEADS, ...TWO_WIDGETS } });
				await trigger.activate();
				const last = scene.ours().at(-1) ?? expect.fail();
				scene.sandbox.faults.add({ ...fault, method: 'DELETE', path: pathOf(last.appId, last.id) });
				const error = await trigger.deactivate();
				const { message } = await scene.failureOf(Promise.reject(error ?? expect.fail()));
				expect(message).toContain(sentence);
				expect(message).toContain(`webhook ${last.id} (lead) of widget ${last.appId}`);
				expect(scene.ours()).toEqual([last]);
				const warned = trigger.log.filter(({ level }) => level === 'warn');
				expect(warned.map((line) => line.message).join()).toContain(
					`webhook ${last.id} (lead) of widget ${last.appId}`,
				);

				scene.sandbox.faults.clear();
				await trigger.activate();
				expect(scene.registered()).toEqual([
					'widget 1: chat',
					'widget 1: lead',
					'widget 2: chat',
					'widget 2: lead',
				]);
				// n8n 1 saves nothing when delete throws, so there it still counts as registered, which it is.
				expect(
					scene
						.ours()
						.map(({ id }) => id)
						.includes(last.id),
				).toBe(isOld);
				expect(await trigger.deactivate()).toBeUndefined();
				expect(scene.ours()).toEqual([]);
			},
		);

		it('tries again if the connection breaks', async () => {
			const scene = await openScene(engine);
			const trigger = scene.trigger({ parameters: TWO_WIDGETS });
			await trigger.activate();
			scene.sandbox.faults.add({ kind: 'resetBeforeAnswer', method: 'DELETE', times: 1 });
			expect(await trigger.deactivate()).toBeUndefined();
			expect(scene.ours()).toEqual([]);
		});

		it('sends no other request once the service says to come back later', async () => {
			const scene = await openScene(engine);
			const trigger = scene.trigger({ parameters: ALL_THREE });
			await trigger.activate();
			scene.requests();
			scene.sandbox.faults.add({ kind: 'status', status: 429, method: 'DELETE', ...LATER });
			await scene.failureOf(trigger.delete());
			expect(scene.requests()).toHaveLength(1);
			expect(scene.ours()).toHaveLength(9);
		});

		it('needs neither service nor credential if nothing is registered', async () => {
			const scene = await openScene(engine);
			const trigger = scene.trigger({ credential: { baseUrl: 'http://not-ours.example.com' } });
			expect(await trigger.deactivate()).toBeUndefined();
			expect(scene.requests()).toEqual([]);
		});

		it('keeps everything for the next time if the credential cannot be used', async () => {
			const scene = await openScene(engine);
			const before = scene.trigger({ parameters: TWO_WIDGETS });
			await before.activate();
			const now = scene.trigger({
				staticData: before.staticData,
				credential: { baseUrl: 'http://not-ours.example.com' },
			});
			const { message } = await scene.failureOf(now.delete());
			expect(message).toContain('https://');
			expect(now.staticData).toEqual(before.staticData);
		});
	});

	describe('a registered webhook', () => {
		it('is kept as it is at the next start of n8n, without a request for chosen widgets', async () => {
			const scene = await openScene(engine);
			const trigger = scene.trigger({ parameters: TWO_WIDGETS });
			await trigger.activate();
			const stored = structuredClone(trigger.staticData);
			scene.requests();
			expect(await trigger.checkExists({ activation: 'init' })).toBe(true);
			await trigger.restart();
			await trigger.activate();
			expect(scene.requests()).toEqual([]);
			expect(trigger.staticData).toEqual(stored);
			expect(trigger.called.filter((method) => method === 'create')).toHaveLength(1);
		});

		it('is kept as it is by a process that has just started', async () => {
			const scene = await openScene(engine);
			const before = scene.trigger({ parameters: TWO_WIDGETS });
			await before.activate();
			scene.requests();
			const fresh = await openScene(await loadEngine(lineName, projectFolder));
			const options = {
				parameters: TWO_WIDGETS,
				staticData: before.staticData,
				credential: { baseUrl: scene.sandbox.baseUrl, apiToken: scene.sandbox.token },
			};
			expect(await fresh.trigger(options).checkExists({ activation: 'init' })).toBe(true);
			expect(await fresh.trigger(options).checkExists({ activation: 'leadershipChange' })).toBe(
				true,
			);
			expect(scene.requests()).toEqual([]);
		});

		it('costs one request, for the list of widgets, if all are chosen', async () => {
			const scene = await openScene(engine);
			const trigger = scene.trigger();
			await trigger.activate();
			scene.requests();
			expect(await trigger.checkExists({ activation: 'init' })).toBe(true);
			expect(scene.requests()).toEqual(['GET /apps']);
		});

		const passing: Array<[string, Fault]> = [
			['401', { kind: 'status', status: 401 }],
			['429', { kind: 'status', status: 429, ...LATER }],
			['500', { kind: 'status', status: 500 }],
			['a web page', { kind: 'htmlPage' }],
			['a refusal', { kind: 'refusal' }],
			['an answer without a list', { kind: 'listAbsent' }],
			['half an answer', { kind: 'malformedJson' }],
		];

		it.each(passing)('is trusted even if the service responds with %s', async (_, fault) => {
			const scene = await openScene(engine);
			const trigger = scene.trigger();
			await trigger.activate();
			const stored = structuredClone(trigger.staticData);
			scene.requests();
			scene.sandbox.faults.add(fault);
			expect(await trigger.checkExists({ activation: 'init' })).toBe(true);
			expect(scene.requests()).toEqual(['GET /apps']);
			expect(trigger.staticData).toEqual(stored);
		});

		it('is trusted even if nothing responds', async () => {
			const scene = await openScene(engine);
			const trigger = scene.trigger();
			await trigger.activate();
			await scene.sandbox.close();
			expect(await trigger.checkExists({ activation: 'init' })).toBe(true);
			expect(trigger.log.at(-1)).toMatchObject({
				level: 'warn',
				message: expect.stringContaining('assuming webhooks are unchanged'),
			});
		});

		type Change = {
			parameters?: Record<string, unknown>;
			webhookUrl?: string;
			credential?: Record<string, string>;
		};
		const changes: Array<[string, Change]> = [
			['another widget', { parameters: { widgetIds: [WIDGET_2, WIDGETS[2]] } }],
			['one widget less', { parameters: { widgetIds: [WIDGET_2] } }],
			['all widgets', { parameters: { widgets: 'all', widgetIds: undefined } }],
			['another event', { parameters: { events: ['lead', 'offlineMessage'] } }],
			['one event less', { parameters: { events: ['chatMissed'] } }],
			['another WEBHOOK_URL', { webhookUrl: 'https://new.example.com/n8n' }],
			[
				'another account ID',
				{ credential: { authentication: 'basicAuth', accountId: 'account-of-the-scene-0815' } },
			],
		];

		it.each(changes)(
			'is reported as outdated and then replaced after a change (%s)',
			async (_, { parameters, ...more }) => {
				const scene = await openScene(engine);
				const settings = { ...CHATS_AND_LEADS, ...TWO_WIDGETS };
				const before = scene.trigger({ parameters: settings });
				await before.activate();
				const old = scene.ours();
				const stored = structuredClone(before.staticData);
				const changed = JSON.parse(
					JSON.stringify({ ...settings, ...parameters }),
				) as typeof settings;
				const now = scene.trigger({ parameters: changed, staticData: stored, ...more });
				scene.requests();
				expect(await now.checkExists()).toBe(false);
				expect(now.staticData).toEqual(stored);
				expect(scene.requests().filter((request) => !request.startsWith('GET'))).toEqual([]);
				expect(scene.ours()).toEqual(old);

				await now.activate();
				const clean = await openScene(engine);
				await clean.trigger({ parameters: changed, ...more, credential: {} }).activate();
				expect(scene.registered()).toEqual(clean.registered());
				expect(await now.checkExists()).toBe(true);
				for (const webhook of scene.ours()) {
					expect(webhook.targetUrl).toContain(more.webhookUrl ?? 'https://n8n.example.com/');
				}
				expect(await now.deactivate()).toBeUndefined();
				expect(scene.ours()).toEqual([]);
			},
		);

		it('is kept if it is still right, so that only the difference is applied', async () => {
			const scene = await openScene(engine);
			const before = scene.trigger({
				parameters: { widgets: 'selected', widgetIds: [WIDGET_1, WIDGET_2] },
			});
			await before.activate();
			const [first, second] = scene.ours();
			scene.requests();
			const parameters = { widgets: 'selected', widgetIds: [WIDGET_2, WIDGETS[2] ?? ''] };
			await scene.trigger({ parameters, staticData: before.staticData }).create();
			expect(scene.requests()).toEqual([DELETE(first ?? expect.fail()), POST(WIDGETS[2] ?? '')]);
			expect(scene.ours().map(({ id }) => id)).toContain(second?.id);
		});

		it('is joined by one for a new widget of the account', async () => {
			const scene = await openScene(engine);
			const trigger = scene.trigger();
			scene.sandbox.setData({ widgets: scene.sandbox.data.widgets.slice(0, 2) });
			await trigger.activate();
			const [one, two] = scene.sandbox.data.widgets;
			const three = {
				id: WIDGETS[2] ?? '',
				name: 'New',
				timezone: 'UTC',
				created: '2026-01-01T00:00:00Z',
			};
			scene.sandbox.setData({ widgets: [one ?? three, two ?? three, three] });
			scene.requests();
			await trigger.activate('init');
			expect(scene.registered()).toEqual(['widget 1: lead', 'widget 2: lead', 'widget 3: lead']);
			expect(scene.requests()).toEqual(['GET /apps', 'GET /apps', POST(WIDGETS[2] ?? '')]);
		});

		it('is replaced by one with another secret after a new token', async () => {
			const scene = await openScene(engine);
			const before = scene.trigger({ parameters: TWO_WIDGETS });
			await before.activate();
			const old = scene.ours().map(addressOf);
			scene.sandbox.settings.token = 'rotated-token-4711';
			const now = scene.trigger({ parameters: TWO_WIDGETS, staticData: before.staticData });
			await now.activate();
			expect(scene.registered()).toEqual(['widget 1: lead', 'widget 2: lead']);
			expect(scene.ours().map(addressOf)[0]?.secret).not.toBe(old[0]?.secret);
		});

		it('is named in the log if its account is no longer ours, because nothing else can remove it', async () => {
			const scene = await openScene(engine);
			const other = await openScene(engine);
			const before = scene.trigger({ parameters: TWO_WIDGETS });
			await before.activate();
			const now = other.trigger({ parameters: TWO_WIDGETS, staticData: before.staticData });
			await now.activate();
			expect(other.registered()).toEqual(['widget 1: lead', 'widget 2: lead']);
			expect(scene.registered()).toEqual(['widget 1: lead', 'widget 2: lead']);
			const warned = now.log
				.filter(({ level }) => level === 'warn')
				.map(({ message }) => message)
				.join();
			expect(warned).toContain('delete these webhooks in the previous one');
			for (const { id } of scene.ours()) expect(warned).toContain(id);
		});

		it('is registered again if n8n 1 did not save its removal because another one failed', async () => {
			const scene = await openScene(engine);
			const trigger = scene.trigger({ parameters: { ...CHATS_AND_LEADS, ...TWO_WIDGETS } });
			await trigger.activate();
			const stored = structuredClone(trigger.staticData);
			const [first] = scene.ours();
			scene.sandbox.faults.add({
				kind: 'status',
				status: 500,
				method: 'DELETE',
				path: pathOf(WIDGET_1, first?.id),
			});
			await scene.failureOf(trigger.delete());
			scene.sandbox.faults.clear();
			for (const load of [undefined, projectFolder]) {
				const fresh = await openScene(await loadEngine(lineName, load));
				const again = fresh.trigger({
					parameters: { ...CHATS_AND_LEADS, ...TWO_WIDGETS },
					staticData: stored,
					credential: { baseUrl: scene.sandbox.baseUrl, apiToken: scene.sandbox.token },
				});
				expect(await again.checkExists()).toBe(false);
				await again.activate();
				expect(scene.registered()).toEqual([
					'widget 1: chat',
					'widget 1: lead',
					'widget 2: chat',
					'widget 2: lead',
				]);
				expect(await again.checkExists()).toBe(true);
				await again.deactivate();
			}
		});
	});

	describe('after the node was renamed', () => {
		const renamed = { name: 'Renamed', nodeId: 'id-of-Trigger' };
		const inOrder = ['widget 1: lead', 'widget 2: lead'];

		it('has no webhook twice, and leaves none behind', async () => {
			const scene = await openScene(engine);
			const before = scene.trigger({ parameters: TWO_WIDGETS });
			await before.activate();
			// n8n ends the old node with its old name, then begins the new one.
			expect(await before.deactivate()).toBeUndefined();
			const now = scene.trigger({
				parameters: TWO_WIDGETS,
				staticData: before.staticData,
				...renamed,
			});
			await now.activate('update');
			expect(scene.registered()).toEqual(inOrder);
			expect(await now.deactivate()).toBeUndefined();
			expect(scene.ours()).toEqual([]);
		});

		it.each([
			['its ID', renamed],
			['a new ID, under its old name', { nodeId: 'another-id' }],
		])('still deletes what could not be deleted before, with %s', async (_, change) => {
			const scene = await openScene(engine);
			const before = scene.trigger({ parameters: TWO_WIDGETS });
			await before.activate();
			scene.sandbox.faults.add({ kind: 'status', status: 503, method: 'DELETE', ...LATER });
			expect(await before.deactivate()).toBeInstanceOf(Error);
			scene.sandbox.faults.clear();
			const { staticData } = before;
			const now = scene.trigger({ parameters: TWO_WIDGETS, staticData, ...change });
			await now.activate('update');
			expect(scene.registered()).toEqual(inOrder);
			expect(await now.checkExists()).toBe(true);
			expect(await now.deactivate()).toBeUndefined();
			expect(scene.ours()).toEqual([]);
		});
	});

	it('recognizes its widgets if their IDs come in another letter case', async () => {
		const scene = await openScene(engine);
		const trigger = scene.trigger();
		await trigger.activate();
		const registered = scene.registered();
		const widgets = scene.sandbox.data.widgets.map((widget) => ({
			...widget,
			id: widget.id.toUpperCase(),
		}));
		scene.sandbox.setData({ widgets });
		expect(await trigger.checkExists()).toBe(true);
		expect(scene.registered()).toEqual(registered);
	});

	it('remembers the names of the widgets for Add Fields when it is published', async () => {
		const scene = await openScene(engine);
		const { staticData } = scene.trigger({ parameters: TWO_WIDGETS });
		const parameters = { ...TWO_WIDGETS, options: { addFields: ['widgetName'] } };
		const trigger = scene.trigger({ parameters, staticData });
		await trigger.activate();
		expect(stateOf(trigger).widgetNames).toMatchObject({
			[WIDGET_1]: 'Widget 1',
			[WIDGET_2]: 'Widget 2',
		});
		expect(await trigger.checkExists()).toBe(true);
	});

	describe('beside other triggers', () => {
		it('has its own webhooks if two workflows listen to one widget', async () => {
			const scene = await openScene(engine);
			const one = scene.trigger({ parameters: TWO_WIDGETS, name: 'One', webhookId: 'webhook-one' });
			const two = scene.trigger({ parameters: TWO_WIDGETS, name: 'Two', webhookId: 'webhook-two' });
			await one.activate();
			await two.activate();
			expect(scene.ours()).toHaveLength(4);
			expect(new Set(scene.ours().map((webhook) => addressOf(webhook).secret)).size).toBe(2);
			await one.deactivate();
			const places = scene.ours().map((webhook) => addressOf(webhook).place);
			expect(places).toEqual(Array(2).fill(placeOf('webhook-two')));
			expect(await two.checkExists()).toBe(true);
		});

		it('ignores the data that came with a copy of another workflow', async () => {
			const scene = await openScene(engine);
			const original = scene.trigger({ parameters: TWO_WIDGETS });
			await original.activate();
			const state = { ...stateOf(original), owner: 'somebody-else' };
			const originals = scene.ours();
			const copy = () => scene.trigger({ parameters: TWO_WIDGETS, staticData: storedAs(state) });
			scene.requests();

			const idle = copy();
			expect(await idle.checkExists({ activation: 'init' })).toBe(false);
			expect(await idle.deactivate()).toBeUndefined();
			expect(scene.requests()).toEqual([]);

			const active = copy();
			await active.activate();
			expect(scene.requests()).toEqual([POST(WIDGET_1), POST(WIDGET_2)]);
			expect(await active.deactivate()).toBeUndefined();
			expect(scene.ours()).toEqual(originals);
		});

		it('works without static data that was lost', async () => {
			const scene = await openScene(engine);
			await scene.trigger({ parameters: TWO_WIDGETS }).activate();
			const lost = scene.ours();
			const trigger = scene.trigger({ parameters: TWO_WIDGETS });
			await trigger.activate();
			expect(await trigger.deactivate()).toBeUndefined();
			expect(scene.ours()).toEqual(lost);
		});

		it('does not touch published webhooks while the editor listens for a test event', async () => {
			const scene = await openScene(engine);
			const production = scene.trigger({ parameters: TWO_WIDGETS });
			await production.activate();
			const stored = structuredClone(production.staticData);
			const published = scene.ours();
			const listener = scene.trigger({ parameters: TWO_WIDGETS, test: true });
			await listener.activate();
			const added = scene.ours().filter((webhook) => !published.includes(webhook));
			const places = added.map((webhook) => addressOf(webhook).place);
			expect(places).toEqual(Array(2).fill(placeOf('webhook-id-of-the-test', 'webhook-test')));
			expect(await listener.deactivate()).toBeUndefined();
			expect(scene.ours()).toEqual(published);
			expect(production.staticData).toEqual(stored);
			expect(await production.checkExists()).toBe(true);
		});

		it('undoes what a test listener registered before one registration failed', async () => {
			const scene = await openScene(engine);
			scene.sandbox.faults.add({
				kind: 'status',
				status: 400,
				method: 'POST',
				path: pathOf(WIDGET_2),
			});
			await scene.failureOf(scene.trigger({ parameters: TWO_WIDGETS, test: true }).activate());
			expect(scene.ours()).toEqual([]);
		});
	});

	describe('an address that Social Intents cannot reach', () => {
		const elsewhere = { baseUrl: 'https://social-intents.invalid/v1/api' };
		const unreachable = [
			'http://localhost:5678',
			'https://localhost:5678',
			'https://127.0.0.1:5678',
			'https://192.168.1.20',
			'https://[::1]:5678',
			'https://[fd12:3456::1]',
			'https://n8n',
			'http://n8n.example.com',
		];

		it.each(unreachable)('is rejected on activation with advice: %s', async (webhookUrl) => {
			const scene = await openScene(engine);
			for (const test of [false, true]) {
				const trigger = scene.trigger({
					parameters: TWO_WIDGETS,
					webhookUrl,
					test,
					credential: elsewhere,
				});
				const { message } = await scene.failureOf(trigger.create());
				expect(message).toMatch(
					test
						? /^Social Intents cannot deliver test events to this n8n: /
						: /^Social Intents cannot deliver events to this n8n: /,
				);
				expect(message).toContain(test ? 'N8N_EDITOR_BASE_URL' : ' (WEBHOOK_URL in older versions');
				expect(message).toContain('N8N_WEBHOOK_URL');
				expect(message).toContain('Polling Trigger');
			}
		});

		it('is accepted for a service on the same machine, however its Base URL is written', async () => {
			const scene = await openScene(engine);
			const { port } = new URL(scene.sandbox.url);
			for (const baseUrl of [`http://localhost:${port}`, `http://127.0.0.1:${port}/v1/api/`]) {
				const trigger = scene.trigger({
					parameters: TWO_WIDGETS,
					webhookUrl: 'http://localhost:5678',
					credential: { baseUrl },
				});
				await trigger.activate();
				expect(scene.ours()).toHaveLength(2);
				await trigger.deactivate();
			}
		});

		it('includes that of a node without a webhook ID', async () => {
			const scene = await openScene(engine);
			const { message, description } = await scene.failureOf(
				scene.trigger({ webhookId: '' }).create(),
			);
			expect(message).toContain('no webhook ID');
			expect(description).toContain('add it again');
			expect(scene.requests()).toEqual([]);
		});
	});

	it('rejects settings that would never start the workflow before any request', async () => {
		const scene = await openScene(engine);
		const settings: Array<[object, string]> = [
			[{ events: [] }, "'Trigger On' is empty"],
			[{ events: ['chatAnswered', 'chatEaten'] }, '\'Trigger On\' has no option "chatEaten"'],
			[{ widgets: 'selected', widgetIds: [] }, "'Widget Names or IDs' is empty"],
		];
		for (const [parameters, sentence] of settings) {
			const { message } = await scene.failureOf(
				scene.trigger({ parameters: parameters as never }).create(),
			);
			expect(message).toContain(sentence);
		}
		expect(scene.requests()).toEqual([]);
	});

	it('left other people’s webhooks alone in every test above', async () => {
		const scene = await openScene(engine);
		const [foreign] = scene.sandbox.webhooks;
		const { id = '', appId = '' } = foreign ?? {};
		expect((await call(scene.sandbox, 'GET', '/apps')).status).toBe(200);
		expect([id, appId].every((text) => text !== '')).toBe(true);
	});
});
