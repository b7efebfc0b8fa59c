import { describe, expect, it } from 'vitest';

import {
	accountFingerprint,
	difference,
	forget,
	isSettled,
	remember,
	desiredWebhooks,
	type Registration,
	type Target,
	type TriggerState,
} from '../../../../nodes/SocialIntents/trigger/webhook/state';
import { whyUnreachable } from '../../../../nodes/SocialIntents/trigger/webhook/address';
import { deliverySecret } from '../../../../nodes/SocialIntents/trigger/webhook/secret';

const target: Target = {
	widgetIds: ['w1', 'w2'],
	events: ['chatCompleted', 'lead'],
	address: 'https://n8n.example.com/webhook/1/events/:event/:secret',
	secret: 's',
	account: 'a',
};
const registered = (at: Target = target): Registration[] =>
	desiredWebhooks(at).map((wanted, index) => ({ ...wanted, id: `h${index}` }));
const stateFor = (at: Target = target, more: Partial<TriggerState> = {}): TriggerState => ({
	account: at.account,
	secret: at.secret,
	registrations: registered(at),
	leftovers: [],
	...more,
});
const idsOf = (registrations: Registration[]) => registrations.map(({ id }) => id);

describe('the webhooks that should exist', () => {
	it('are one for each widget and event of the service, with event and secret in the path', () => {
		expect(desiredWebhooks(target)).toEqual([
			{
				appId: 'w1',
				event: 'chatCompleted',
				url: 'https://n8n.example.com/webhook/1/events/chatCompleted/s',
			},
			{ appId: 'w1', event: 'lead', url: 'https://n8n.example.com/webhook/1/events/lead/s' },
			{
				appId: 'w2',
				event: 'chatCompleted',
				url: 'https://n8n.example.com/webhook/1/events/chatCompleted/s',
			},
			{ appId: 'w2', event: 'lead', url: 'https://n8n.example.com/webhook/1/events/lead/s' },
		]);
	});

	it('are settled where just they are stored, in whatever order', () => {
		expect(isSettled(stateFor(), target)).toBe(true);
		expect(isSettled(stateFor(target, { registrations: registered().reverse() }), target)).toBe(
			true,
		);
	});

	it.each<[string, Partial<Target>]>([
		['another address', { address: 'https://other.example.com/webhook/1/events/:event/:secret' }],
		['another secret', { secret: 't' }],
		['another account', { account: 'b' }],
		['one widget more', { widgetIds: ['w1', 'w2', 'w3'] }],
		['one widget less', { widgetIds: ['w1'] }],
		['one event more', { events: ['chatCompleted', 'lead', 'offlineMessage'] }],
		['one event less', { events: ['lead'] }],
	])('are not settled after %s', (_, change) => {
		expect(isSettled(stateFor(), { ...target, ...change })).toBe(false);
	});

	it('are not settled where nothing is stored, or something is left over', () => {
		expect(isSettled({}, target)).toBe(false);
		const leftover = {
			id: 'old',
			appId: 'w1',
			event: 'lead',
			url: 'https://old.example.com',
		} as const;
		expect(isSettled(stateFor(target, { leftovers: [leftover] }), target)).toBe(false);
	});
});

describe('the difference', () => {
	it('keeps what is right, adds what is missing, and removes what is stale or left over', () => {
		const leftover: Registration = {
			id: 'old',
			appId: 'w9',
			event: 'lead',
			url: 'https://old.example.com',
		};
		const state = stateFor(target, { leftovers: [leftover] });
		const { missing, kept, stale } = difference(state, { ...target, widgetIds: ['w2', 'w3'] });
		expect(missing.map(({ appId, event }) => [appId, event])).toEqual([
			['w3', 'chatCompleted'],
			['w3', 'lead'],
		]);
		expect(idsOf(kept)).toEqual(['h2', 'h3']);
		expect(idsOf(stale).sort()).toEqual(['h0', 'h1', 'old']);
	});

	it('removes the second of two that are alike', () => {
		const [first] = registered();
		const state = stateFor(target, { registrations: [...registered(), { ...first!, id: 'twin' }] });
		expect(idsOf(difference(state, target).stale)).toEqual(['twin']);
	});

	it('trusts nothing that belongs to another account', () => {
		const { missing, kept, stale } = difference(stateFor(), { ...target, account: 'b' });
		expect([missing.length, kept.length, stale.length]).toEqual([4, 0, 4]);
	});

	it('is all of it where static data was lost', () => {
		expect(difference({}, target)).toEqual({
			missing: desiredWebhooks(target),
			kept: [],
			stale: [],
		});
	});

	it('changes nothing', () => {
		const state = stateFor();
		const before = structuredClone(state);
		difference(state, { ...target, account: 'b' });
		expect(state).toEqual(before);
	});
});

describe('the state', () => {
	it('is remembered whole, and forgotten whole, in the object that n8n gave', () => {
		const state: TriggerState = {};
		const next = { account: 'a', secret: 's', registrations: registered(), leftovers: [] };
		remember(state, next);
		expect(state).toEqual(next);
		forget(state);
		expect(state).toEqual({});
	});

	it('keeps what could not be removed, and only that', () => {
		const state = stateFor();
		const [left] = registered();
		forget(state, [left!]);
		expect(state).toEqual({ leftovers: [left] });
	});
});

describe('what tells an account from another', () => {
	const keys = { apiToken: 'tok-1', accountId: 'acc-1', baseUrl: 'https://www.socialintents.com' };

	it('changes with token, account and address, and not with the space around them', () => {
		const fingerprint = accountFingerprint(keys);
		expect(accountFingerprint({ ...keys, apiToken: ' tok-1 ' })).toBe(fingerprint);
		for (const change of [
			{ apiToken: 'tok-2' },
			{ accountId: 'acc-2' },
			{ baseUrl: 'https://api.socialintents.com' },
		]) {
			expect(accountFingerprint({ ...keys, ...change })).not.toBe(fingerprint);
		}
		expect(accountFingerprint({ apiToken: 'a', accountId: 'b' })).not.toBe(
			accountFingerprint({ apiToken: 'b', accountId: 'a' }),
		);
	});

	it('gives nothing of it away', () => {
		expect(accountFingerprint(keys)).toMatch(/^[0-9a-f]{32}$/);
	});
});

describe('the secret of deliveries', () => {
	const ids = { workflow: '1', node: 'n', webhook: 'w' };

	it('is derived: the same for the same, another for every token, workflow, node and webhook', () => {
		const secret = deliverySecret('tok-1', ids);
		expect(deliverySecret(' tok-1 ', { ...ids })).toBe(secret);
		const others = [
			deliverySecret('tok-2', ids),
			deliverySecret('tok-1', { ...ids, workflow: '2' }),
			deliverySecret('tok-1', { ...ids, node: 'm' }),
			deliverySecret('tok-1', { ...ids, webhook: 'x' }),
			deliverySecret('tok-1', { workflow: '1', node: 'nw', webhook: '' }),
		];
		expect(new Set([secret, ...others]).size).toBe(6);
	});

	it('needs no encoding in a path, and no capital letters', () => {
		for (const token of ['a', 'b', 'c', 'd', 'e'])
			expect(deliverySecret(token, ids)).toMatch(/^[\da-f]{32}$/);
	});
});

describe('an address that the service is to call', () => {
	it.each([
		'https://n8n.example.com/webhook/1',
		'https://8.8.8.8/webhook/1',
		'https://172.15.0.1/x',
		'https://172.32.0.1/x',
		'https://[2606:4700::1111]/x',
		'https://10.example.com/x',
		'https://127.example.com/x',
		'https://0.tunnel.example.com/x',
	])('may be %s', (address) => {
		expect(whyUnreachable(address)).toBeUndefined();
	});

	it.each([
		['http://n8n.example.com/webhook/1', 'https://'],
		['https://localhost:5678/webhook/1', 'nobody outside reaches localhost'],
		['https://LOCALHOST/x', 'nobody outside'],
		['https://n8n.localhost/x', 'nobody outside'],
		['https://127.0.0.1/x', 'nobody outside'],
		['https://10.1.2.3/x', 'nobody outside'],
		['https://192.168.1.5/x', 'nobody outside'],
		['https://172.16.0.1/x', 'nobody outside'],
		['https://172.31.255.255/x', 'nobody outside'],
		['https://169.254.1.1/x', 'nobody outside'],
		['https://0.0.0.0/x', 'nobody outside'],
		['https://[::1]/x', 'nobody outside'],
		['https://[fe80::1]/x', 'nobody outside'],
		['https://[fd00::1]/x', 'nobody outside'],
		['https://[::ffff:10.0.0.1]/x', 'nobody outside'],
		['https://n8n/x', 'nobody outside'],
		['https://n8n.local/x', 'nobody outside'],
		['https://n8n.internal/x', 'nobody outside'],
		['', 'not a web address'],
		['n8n.example.com', 'not a web address'],
	])('may not be %j', (address, reason) => {
		expect(whyUnreachable(address)).toContain(reason);
	});
});
