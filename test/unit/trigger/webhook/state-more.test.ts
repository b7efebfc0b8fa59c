import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
	allWebhooks,
	trustedState,
	difference,
	forget,
	isSettled,
	ownerFingerprint,
	remember,
	desiredWebhooks,
	type Registration,
	type Target,
	type TriggerState,
	type DesiredWebhook,
} from '../../../../nodes/SocialIntents/trigger/webhook/state';
import { whyUnreachable } from '../../../../nodes/SocialIntents/trigger/webhook/address';
import { type ServiceEvent } from '../../../../nodes/SocialIntents/api/endpoints';
import { SERVICE_EVENTS } from '../../../../nodes/SocialIntents/api/endpoints';

const events = Object.keys(SERVICE_EVENTS) as ServiceEvent[];
const widgetIds = ['w1', 'w2', 'w3'];
const accounts = ['account-1', 'account-2'];
const addresses = [
	'https://one.example.com/:event/:secret',
	'https://two.example.com/:event/:secret',
];

const targets: fc.Arbitrary<Target> = fc.record({
	widgetIds: fc.array(fc.constantFrom(...widgetIds)),
	events: fc.subarray(events, { minLength: 1 }),
	address: fc.constantFrom(...addresses),
	secret: fc.constantFrom('secret-1', 'secret-2'),
	account: fc.constantFrom(...accounts),
});
/** One of those that some target wants, or something that none does. */
const wanted: fc.Arbitrary<DesiredWebhook> = fc.oneof(
	targets
		.filter((target) => target.widgetIds.length > 0)
		.map((target) => desiredWebhooks(target)[0] as DesiredWebhook),
	fc.record({ appId: fc.string(), event: fc.constantFrom(...events), url: fc.webUrl() }),
);
const registrations: fc.Arbitrary<Registration[]> = fc
	.array(wanted, { maxLength: 12 })
	.map((list) => list.map((one, index) => ({ ...one, id: `r${index}` })));
const states: fc.Arbitrary<TriggerState> = fc.record(
	{
		owner: fc.constant('us'),
		account: fc.constantFrom(...accounts),
		secret: fc.constantFrom('secret-1', 'secret-2'),
		registrations,
		leftovers: registrations.map((list) => list.map((one) => ({ ...one, id: `l${one.id}` }))),
	},
	{ requiredKeys: ['owner'] },
);

const keyOf = ({ appId, event, url }: DesiredWebhook) => JSON.stringify([appId, event, url]);
const idsOf = (list: Registration[]) => list.map(({ id }) => id);

describe('for any state and any target', () => {
	it('the difference leads to just what is wanted, each once', () => {
		fc.assert(
			fc.property(states, targets, (state, target) => {
				const { missing, kept, stale } = difference(state, target);
				const service = new Map(allWebhooks(state).map((one) => [one.id, keyOf(one)]));
				for (const { id } of stale) service.delete(id);
				for (const [index, one] of missing.entries()) service.set(`new${index}`, keyOf(one));
				expect([...service.values()].sort()).toEqual(
					[...new Set(desiredWebhooks(target).map(keyOf))].sort(),
				);
				for (const { id } of kept) expect(service.has(id)).toBe(true);
			}),
		);
	});

	it('the difference removes only what is stored, and nothing that it keeps', () => {
		fc.assert(
			fc.property(states, targets, (state, target) => {
				const { kept, stale } = difference(state, target);
				const stored = idsOf(allWebhooks(state));
				expect([...idsOf(kept), ...idsOf(stale)].sort()).toEqual(stored.sort());
			}),
		);
	});

	it('the difference keeps nothing of another account, and names the account of what it removes', () => {
		fc.assert(
			fc.property(states, targets, (state, target) => {
				const { kept, stale } = difference(state, target);
				if (state.account !== target.account) expect(kept).toEqual([]);
				const registered = idsOf(state.registrations ?? []);
				for (const one of stale.filter(({ id }) => registered.includes(id)))
					expect(one.account).toBe(state.account);
			}),
		);
	});

	it('what the difference was made for is settled, until something changes', () => {
		fc.assert(
			fc.property(states, targets, targets, (state, target, other) => {
				const { missing, kept } = difference(state, target);
				const created = missing.map((one, index) => ({ ...one, id: `new${index}` }));
				const after = {
					...state,
					account: target.account,
					registrations: [...kept, ...created],
					leftovers: [],
				};
				expect(isSettled(after, target)).toBe(true);
				const keys = (of: Target) =>
					[of.account, ...new Set(desiredWebhooks(of).map(keyOf))].sort().join();
				expect(isSettled(after, other)).toBe(
					keys(other) === keys(target) ||
						desiredWebhooks(other).length + after.registrations.length === 0,
				);
			}),
		);
	});

	it('nothing of another workflow is believed, and nothing of ours forgotten', () => {
		fc.assert(
			fc.property(states, fc.func(fc.boolean()), (state, isAlive) => {
				expect(trustedState(state, 'somebody else', isAlive)).toEqual({});
				const ours = trustedState(state, 'us', isAlive);
				expect(idsOf(allWebhooks(ours)).sort()).toEqual(idsOf(allWebhooks(state)).sort());
				for (const { id } of ours.registrations ?? []) expect(isAlive(id)).toBe(true);
				for (const one of ours.leftovers ?? []) {
					if (idsOf(state.registrations ?? []).includes(one.id))
						expect(one.account).toBe(state.account);
				}
			}),
		);
	});

	it('the two writers leave what they are told, and nothing from before', () => {
		fc.assert(
			fc.property(states, states, (before, next) => {
				const state = structuredClone(before);
				remember(state, next);
				expect(state).toEqual(next);
				const leftovers = next.leftovers ?? [];
				forget(state, leftovers);
				expect(state).toEqual(leftovers.length > 0 ? { owner: 'us', leftovers } : {});
				forget(state);
				expect(state).toEqual({});
			}),
		);
	});
});

describe('the owner of static data', () => {
	it('is one workflow of one n8n', () => {
		const all = [
			ownerFingerprint('n8n-1', 'workflow-1'),
			ownerFingerprint('n8n-1', 'workflow-2'),
			ownerFingerprint('n8n-2', 'workflow-1'),
			ownerFingerprint('n8n-1', undefined),
			ownerFingerprint('n8n-1workflow-1', ''),
		];
		expect(new Set(all).size).toBe(5);
		expect(ownerFingerprint('n8n-1', 'workflow-1')).toBe(all[0]);
	});
});

describe('an address that the service is to call', () => {
	it.each([
		'https://n8n.example.com./x',
		'https://[2001:4860:4860::8888]/x',
		'https://[3fff::1]/x',
		'https://100.63.0.1/x',
		'https://100.128.0.1/x',
		'https://192.169.0.1/x',
		'https://168.254.0.1/x',
		'https://local.example.com/x',
		'https://internal.example.com:8443/x',
		'https://mylocalhost.example/x',
	])('may be %s', (address) => {
		expect(whyUnreachable(address)).toBeUndefined();
	});

	it.each([
		'https://localhost./x',
		'https://n8n.internal./x',
		'https://host.docker.internal/x',
		'https://127.1/x',
		'https://0x7f000001/x',
		'https://2130706433/x',
		'https://10.1/x',
		'https://100.64.0.1/x',
		'https://100.127.255.255/x',
		'https://[::]/x',
		'https://[::ffff:127.0.0.1]/x',
		'https://[::ffff:8.8.8.8]/x',
		'https://[fc00::1]/x',
		'https://[fdff:ffff::1]/x',
		'https://[febf::1]/x',
		'https://[ff02::1]/x',
		'https://[20::1]/x',
		'https://user:password@localhost/x',
		'http://[::1]:5678/x',
	])('may not be %s', (address) => {
		expect(whyUnreachable(address)).toMatch(/^nobody outside reaches /);
	});

	it('may not be anything but https', () => {
		for (const address of [
			'http://n8n.example.com/x',
			'ftp://n8n.example.com/x',
			'ws://n8n.example.com/',
		]) {
			expect(whyUnreachable(address)).toBe('its address does not begin with https://');
		}
	});

	it('is judged, whatever it is', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.webUrl(),
					fc.ipV6().map((ip) => `https://[${ip}]/`),
				),
				(address) => {
					const reason = whyUnreachable(address);
					expect(reason === undefined || reason.length > 10).toBe(true);
					if (reason === undefined) expect(new URL(address).protocol).toBe('https:');
				},
			),
		);
	});
});
