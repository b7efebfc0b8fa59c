import { sleep, type NodeApiError } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import {
	isRegistered,
	registerAll,
	unregisterAll,
} from '../../../../nodes/SocialIntents/trigger/webhook/lifecycle';
import type { TriggerState } from '../../../../nodes/SocialIntents/trigger/webhook/state';
import { TOKEN } from '../../support/transport';
import { FakeService, hookContext, type FakeResponse, type Setup } from './service';

const FIVE_WIDGETS = ['w1', 'w2', 'w3', 'w4', 'w5'];
const setup: Setup = {
	events: ['chatAnswered', 'lead', 'offlineMessage'],
	address: 'https://n8n.example.com',
	token: TOKEN,
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Lets the clock run until it is done; says what came of it, and after how many seconds. */
async function timed<T>(action: Promise<T>) {
	const begun = Date.now();
	const outcome = action.then(
		(value) => ({ value, seconds: (Date.now() - begun) / 1000 }),
		(error: unknown) => ({ error: error as Error, seconds: (Date.now() - begun) / 1000 }),
	);
	await vi.runAllTimersAsync();
	return await outcome;
}

async function registered(service: FakeService, state: TriggerState = {}, log: string[] = []) {
	await timed(registerAll(hookContext(service, setup, state, { log })));
	service.requests.length = 0;
	return state;
}

describe('the time that registration and removal take', () => {
	it('is limited for every single request', async () => {
		const service = new FakeService(FIVE_WIDGETS);
		const state: TriggerState = {};
		await timed(registerAll(hookContext(service, setup, state)));
		await timed(unregisterAll(hookContext(service, setup, state)));
		const limits = new Map(
			service.requests.map(({ request, timeout }) => [request.split(' ')[0], timeout]),
		);
		expect(Object.fromEntries(limits)).toEqual({ GET: 10_000, POST: 30_000, DELETE: 10_000 });
		expect(service.ours).toEqual([]);
	});

	it('is limited for a response that comes byte by byte: half a minute, or a minute to register', async () => {
		const limit = vi.spyOn(AbortSignal, 'timeout');
		onTestFinished(() => limit.mockRestore());
		const service = new FakeService(FIVE_WIDGETS);
		const state: TriggerState = {};
		const minutesOf = async (action: Promise<unknown>) => {
			limit.mockClear();
			await timed(action);
			return new Set(limit.mock.calls.map(([milliseconds]) => milliseconds / 60_000));
		};
		expect(await minutesOf(registerAll(hookContext(service, setup, state)))).toEqual(
			new Set([0.5, 1]),
		);
		expect(await minutesOf(unregisterAll(hookContext(service, setup, state)))).toEqual(
			new Set([0.5]),
		);
	});

	it('is under a minute for the check at the start of n8n if nothing responds', async () => {
		const service = new FakeService(FIVE_WIDGETS);
		const state = await registered(service);
		service.interfere = () => ({ hangs: true });
		const { value, seconds } = (await timed(isRegistered(hookContext(service, setup, state)))) as {
			value: boolean;
			seconds: number;
		};
		expect(value).toBe(true);
		expect(seconds).toBeLessThan(60);
		expect(new Set(service.requests.map(({ request }) => request))).toEqual(new Set(['GET /apps']));
	});

	it('is under two minutes for removing 15 webhooks if nothing responds', async () => {
		const service = new FakeService(FIVE_WIDGETS);
		const state = await registered(service);
		service.interfere = () => ({ hangs: true });
		const { seconds, ...outcome } = await timed(unregisterAll(hookContext(service, setup, state)));
		expect('error' in outcome && outcome.error.message).toContain('request timed out');
		expect(seconds).toBeLessThan(120);
		expect(state.leftovers).toHaveLength(15);

		service.interfere = () => undefined;
		await timed(unregisterAll(hookContext(service, setup, state)));
		expect(service.ours).toEqual([]);
		expect(state).toEqual({});
	});

	it('is unlimited as long as every request succeeds', async () => {
		const service = new FakeService(Array.from({ length: 200 }, (_, index) => `w${index}`));
		const state = await registered(service);
		expect(service.ours).toHaveLength(600);
		const respond = service.respond.bind(service);
		service.respond = async (options) => {
			await sleep(500);
			return await respond(options);
		};
		const { seconds } = await timed(unregisterAll(hookContext(service, setup, state)));
		expect(seconds).toBe(300);
		expect(service.ours).toEqual([]);
	});

	it('is not spent on the other webhooks if one is refused at once', async () => {
		const service = new FakeService(FIVE_WIDGETS);
		const state = await registered(service);
		const [, second = expect.fail()] = state.registrations ?? [];
		service.interfere = (request) => (request.endsWith(second.id) ? { status: 500 } : undefined);
		const { seconds } = await timed(unregisterAll(hookContext(service, setup, state)));
		expect(seconds).toBeLessThan(0.1);
		expect(state.leftovers?.map(({ id }) => id)).toEqual([second.id]);
		expect(service.ours).toHaveLength(1);
	});

	it('does not grow by a Retry-After when undoing a registration', async () => {
		const service = new FakeService(FIVE_WIDGETS);
		const state: TriggerState = {};
		service.interfere = (request) =>
			request === 'POST /apps/w3/webhook'
				? { status: 429, headers: { 'retry-after': '3600' } }
				: undefined;
		const { seconds, ...outcome } = await timed(registerAll(hookContext(service, setup, state)));
		expect('error' in outcome && outcome.error.message).toContain('rate limit was reached');
		expect(seconds).toBeLessThan(0.1);
		expect(service.ours).toEqual([]);
	});
});

describe('a registration without a response', () => {
	it('is not sent again, is reported as possible, and undoes the others', async () => {
		const service = new FakeService(FIVE_WIDGETS);
		const state: TriggerState = {};
		service.interfere = (request) =>
			request === 'POST /apps/w2/webhook' ? { hangs: true } : undefined;
		const outcome = await timed(registerAll(hookContext(service, setup, state)));
		const error = ('error' in outcome ? outcome.error : expect.fail()) as NodeApiError;
		expect(error.message).toContain('request timed out');
		expect(error.description).toContain('The request may have been carried out');
		const posts = service.requests.filter(({ request }) => request === 'POST /apps/w2/webhook');
		expect(posts).toHaveLength(1);
		expect(service.ours).toEqual([]);
		expect(state.registrations ?? []).toEqual([]);
	});
});

describe('the widgets of the account', () => {
	it('are those that have an ID', async () => {
		const service = new FakeService(FIVE_WIDGETS);
		const ids: unknown[] = ['w1', '', null, undefined, 7, { id: 'w2' }];
		service.interfere = (request) =>
			request === 'GET /apps'
				? { body: { apps: ids.map((id) => ({ id, name: 'Widget' })) } }
				: undefined;
		await timed(registerAll(hookContext(service, { ...setup, events: ['lead'] }, {})));
		expect(service.ours.map(({ appId }) => appId)).toEqual(['w1', '7']);
	});
});

describe('the ID of a new webhook', () => {
	it.each([
		[{}],
		[{ id: null }],
		[{ id: '' }],
		[{ id: { value: '1' } }],
		[{ id: true }],
		[{ id: '\ud800' }],
		[{ id: '..' }],
		[{ id: 'W2' }],
		[{ app: { id: 'w9' } }],
		[[{ id: '1' }, { id: '2' }]],
		[[]],
		[{ apiStatus: 'Success' }],
	])('is not guessed from %j', async (body) => {
		const service = new FakeService(FIVE_WIDGETS);
		service.interfere = (request) => (request === 'POST /apps/w2/webhook' ? { body } : undefined);
		const state: TriggerState = {};
		const outcome = await timed(registerAll(hookContext(service, setup, state)));
		expect('error' in outcome && outcome.error.message).toContain(
			'returned no valid ID for the new webhook of widget w2',
		);
		expect(service.ours).toEqual([]);
		expect(state.registrations ?? []).toEqual([]);
	});

	it.each([
		[{ id: 7 }, '7'],
		[{ apiStatus: 'Success', webhook: { id: 'w' } }, 'w'],
		[{ webhookId: 'h' }, 'h'],
		[{ app: { id: 'w1' }, webhook: { id: 'h' } }, 'h'],
		[[{ id: 'x' }], 'x'],
	])('is read from %j', async (body, id) => {
		const service = new FakeService(FIVE_WIDGETS);
		service.interfere = (request) => (request.startsWith('POST') ? { body } : undefined);
		const state: TriggerState = {};
		await timed(
			registerAll(hookContext(service, { ...setup, events: ['lead'], widgetIds: ['w1'] }, state)),
		);
		expect(state.registrations?.map((one) => one.id)).toEqual([id]);
	});
});

describe('a webhook that could not be deleted', () => {
	it('is kept with earlier ones until the next publication', async () => {
		const service = new FakeService(FIVE_WIDGETS);
		const state = await registered(service);
		const before = [...service.hooks.keys()].filter((id) => id.startsWith('hook'));
		service.interfere = (request) => (request.startsWith('DELETE') ? { status: 500 } : undefined);
		await timed(unregisterAll(hookContext(service, setup, state)));
		service.interfere = (request) =>
			request === 'POST /apps/w2/webhook' || request.startsWith('DELETE')
				? { status: 500 }
				: undefined;
		await timed(registerAll(hookContext(service, setup, state)));
		const now = [...service.hooks.keys()].filter((id) => id.startsWith('hook'));
		expect(now).toHaveLength(before.length + 3);
		expect(state.leftovers?.map(({ id }) => id).sort()).toEqual(now.sort());

		service.interfere = () => undefined;
		await timed(registerAll(hookContext(service, setup, state)));
		expect(service.ours).toHaveLength(15);
		expect(state.leftovers).toEqual([]);
	});

	it('is used again if the service returns its ID, since it calls the URL already', async () => {
		const service = new FakeService(['w1']);
		const one = { ...setup, events: ['lead'] };
		const state: TriggerState = {};
		await timed(registerAll(hookContext(service, one, state)));
		const [id = ''] = state.registrations?.map((registration) => registration.id) ?? [];
		service.interfere = (request) => (request.startsWith('DELETE') ? { status: 500 } : undefined);
		await timed(unregisterAll(hookContext(service, one, state)));
		service.interfere = (request) => {
			if (request.startsWith('DELETE')) return { status: 500 };
			return request.startsWith('POST') ? { body: { id } } : undefined;
		};
		await timed(registerAll(hookContext(service, one, state)));
		expect(state).toMatchObject({ registrations: [{ id }], leftovers: [] });

		service.interfere = () => undefined;
		expect(await isRegistered(hookContext(service, one, state))).toBe(true);
		await timed(registerAll(hookContext(service, one, state)));
		expect(service.ours).toHaveLength(1);
	});

	it('stays to be deleted if another widget’s new webhook has the same ID', async () => {
		const service = new FakeService(['w1', 'w2']);
		const state: TriggerState = {};
		service.interfere = (request) => {
			if (request.startsWith('DELETE')) return { status: 500 };
			return request.startsWith('POST') ? { body: { id: 1 } } : undefined;
		};
		for (const widget of ['w1', 'w2']) {
			const one = { ...setup, events: ['lead'], widgetIds: [widget] };
			await timed(registerAll(hookContext(service, one, state)));
		}
		expect(state.leftovers?.map(({ appId }) => appId)).toEqual(['w1']);
		expect(state.registrations?.map(({ appId }) => appId)).toEqual(['w2']);
	});

	it('is deleted by its ID, whatever characters that contains', async () => {
		const service = new FakeService(FIVE_WIDGETS);
		service.interfere = (request) =>
			request.startsWith('POST') ? { body: { id: 'a/b c?' } } : undefined;
		const state: TriggerState = {};
		const one = { ...setup, events: ['lead'], widgetIds: ['w1'] };
		await timed(registerAll(hookContext(service, one, state)));
		await timed(unregisterAll(hookContext(service, one, state)));
		expect(service.requests.at(-1)?.request).toBe('DELETE /apps/w1/webhook/a%2Fb%20c%3F');
	});
});

describe('a webhook that the service does not delete by its widget', () => {
	const one = { ...setup, events: ['lead'], widgetIds: ['w1'] };
	const said = { apiStatus: 'Error', apiStatusMessage: 'Not supported' };
	/** What is requested and left where the deletion by widget gets this response. */
	async function unregister(response: FakeResponse, elsewhere?: FakeResponse) {
		const service = new FakeService(['w1']);
		const state: TriggerState = {};
		await timed(registerAll(hookContext(service, one, state)));
		const [id = ''] = state.registrations?.map((registration) => registration.id) ?? [];
		service.requests.length = 0;
		service.interfere = (request) => (request.startsWith('DELETE /apps/') ? response : elsewhere);
		const outcome = await timed(unregisterAll(hookContext(service, one, state)));
		const requests = new Set(service.requests.map(({ request }) => request.replace(id, '{id}')));
		expect(service.foreign).toHaveLength(1);
		return {
			requests: [...requests],
			left: state.leftovers?.length ?? 0,
			error: 'error' in outcome ? outcome.error : undefined,
		};
	}
	const [byWidget, byId] = ['DELETE /apps/w1/webhook/{id}', 'DELETE /webhook/{id}'];

	it.each([400, 405, 501])('is deleted by its ID alone after a refusal with %i', async (status) => {
		const { requests, left, error } = await unregister({ status, body: said });
		expect(requests).toEqual([byWidget, byId]);
		expect([left, error]).toEqual([0, undefined]);
	});

	it('is deleted by its ID alone after a refusal inside a response with 200', async () => {
		const body = { ...said, apiStatusCode: '405' };
		expect(await unregister({ body })).toMatchObject({ requests: [byWidget, byId], left: 0 });
	});

	it.each([
		['a JSON 404', { status: 404, body: said }],
		['an empty 404', { status: 404, body: '' }],
		['a 404 inside a response with 200', { body: { ...said, apiStatusCode: 404 } }],
	])('stays to be deleted if its ID alone leads to %s', async (_, elsewhere) => {
		const { requests, left, error } = await unregister({ status: 405, body: said }, elsewhere);
		expect(requests).toEqual([byWidget, byId]);
		expect(left).toBe(1);
		expect(error?.message).toContain('(405, DELETE /apps/w1/webhook/');
	});

	it('stays to be deleted if it is not deleted by its ID alone either', async () => {
		for (const status of [401, 405, 500]) {
			const { requests, left, error } = await unregister(
				{ status: 405, body: said },
				{ status, body: said },
			);
			expect(requests).toEqual([byWidget, byId]);
			expect(left).toBe(1);
			expect(error?.message).toContain(`(${status}, DELETE /webhook/`);
		}
	});

	it.each([
		['401', { status: 401, body: said }],
		['403', { status: 403, body: said }],
		['429', { status: 429, body: said }],
		['500', { status: 500, body: said }],
		['503', { status: 503, body: said }],
		['200 and a refusal without a code', { body: said }],
		['a page with 405', { status: 405, body: '<html>Method Not Allowed</html>' }],
		['a page with 400', { status: 400, body: '<html>Bad Request</html>' }],
		['a page with 200', { body: '<html>Welcome</html>' }],
		['an empty 501', { status: 501, body: '' }],
	])('stays to be deleted by its widget after %s', async (_, response) => {
		expect(await unregister(response)).toMatchObject({ requests: [byWidget], left: 1 });
	});

	it.each([404, 410])('is gone after a %i as data, and not requested again', async (status) => {
		const result = await unregister({ status, body: said });
		expect(result).toEqual({ requests: [byWidget], left: 0, error: undefined });
	});
});

describe('the stored state', () => {
	it.each(['init', 'leadershipChange'] as const)(
		'is trusted by a new process that starts n8n (%s)',
		async (activation) => {
			const service = new FakeService(FIVE_WIDGETS);
			const state = await registered(service);
			vi.resetModules();
			const fresh = await import('../../../../nodes/SocialIntents/trigger/webhook/lifecycle');
			expect(await fresh.isRegistered(hookContext(service, setup, state, { activation }))).toBe(
				true,
			);
		},
	);

	it.each(['activate', 'update'] as const)(
		'is not trusted on a publication (%s) by a process that did not register it',
		async (activation) => {
			const service = new FakeService(FIVE_WIDGETS);
			const state = await registered(service);
			const before = service.ours.length;
			vi.resetModules();
			const fresh = await import('../../../../nodes/SocialIntents/trigger/webhook/lifecycle');
			expect(await fresh.isRegistered(hookContext(service, setup, state, { activation }))).toBe(
				false,
			);
			await timed(fresh.registerAll(hookContext(service, setup, state, { activation })));
			expect(service.ours).toHaveLength(before);
			expect(await fresh.isRegistered(hookContext(service, setup, state, { activation }))).toBe(
				true,
			);
		},
	);

	it('is not changed by a check', async () => {
		const service = new FakeService(FIVE_WIDGETS);
		const state = await registered(service);
		const before = structuredClone(state);
		Object.freeze(state);
		for (const activation of ['init', 'activate'] as const) {
			await isRegistered(hookContext(service, setup, state, { activation }));
			await isRegistered(
				hookContext(service, { ...setup, token: 'another' }, state, { activation }),
			);
		}
		expect(state).toEqual(before);
	});

	it('contains no token or account in plain text, and the log contains no secret', async () => {
		const service = new FakeService(FIVE_WIDGETS);
		const log: string[] = [];
		const state = await registered(service, {}, log);
		service.interfere = () => ({ status: 500 });
		await timed(unregisterAll(hookContext(service, setup, state, { log })));
		expect(JSON.stringify(state)).not.toContain(setup.token);
		expect(log.join()).not.toContain(setup.token);
		const secret = service.ours[0]?.url.split('/').at(-1) ?? expect.fail();
		expect(log.join()).not.toContain(secret);
		expect(log.length).toBeGreaterThan(20);
	});
});
