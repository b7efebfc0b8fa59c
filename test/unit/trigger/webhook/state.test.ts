import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
	accountFingerprint,
	allWebhooks,
	trustedState,
	difference,
	isSettled,
	ownerFingerprint,
	desiredWebhooks,
	type Registration,
	type Target,
	type TriggerState,
	type DesiredWebhook,
} from '../../../../nodes/SocialIntents/trigger/webhook/state';
import { SERVICE_EVENTS, type ServiceEvent } from '../../../../nodes/SocialIntents/api/endpoints';

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
	it('are one for each widget and service event, with event and secret in the path', () => {
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

	it('are complete if exactly they are stored, in any order', () => {
		expect(isSettled(stateFor(), target)).toBe(true);
		expect(isSettled(stateFor(target, { registrations: registered().reverse() }), target)).toBe(
			true,
		);
	});

	it('are the same however the IDs of their widgets are written', () => {
		expect(isSettled(stateFor(), { ...target, widgetIds: ['W2', 'W1'] })).toBe(true);
		const { missing } = difference({}, { ...target, widgetIds: ['w1', 'W1'] });
		expect(missing).toHaveLength(target.events.length);
	});

	it.each<[string, Partial<Target>]>([
		['another address', { address: 'https://other.example.com/webhook/1/events/:event/:secret' }],
		['another secret', { secret: 't' }],
		['another account', { account: 'b' }],
		['one widget more', { widgetIds: ['w1', 'w2', 'w3'] }],
		['one widget less', { widgetIds: ['w1'] }],
		['one event more', { events: ['chatCompleted', 'lead', 'offlineMessage'] }],
		['one event less', { events: ['lead'] }],
	])('are incomplete after %s', (_, change) => {
		expect(isSettled(stateFor(), { ...target, ...change })).toBe(false);
	});

	it('are incomplete if nothing is stored, or something remains to be deleted', () => {
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

describe('the difference between stored and required webhooks', () => {
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

	it('removes the second of two equal webhooks', () => {
		const [first] = registered();
		const state = stateFor(target, { registrations: [...registered(), { ...first!, id: 'twin' }] });
		expect(idsOf(difference(state, target).stale)).toEqual(['twin']);
	});

	it('trusts nothing that belongs to another account', () => {
		const { missing, kept, stale } = difference(stateFor(), { ...target, account: 'b' });
		expect([missing.length, kept.length, stale.length]).toEqual([4, 0, 4]);
	});

	it('is everything if the static data was lost', () => {
		expect(difference({}, target)).toEqual({
			missing: desiredWebhooks(target),
			kept: [],
			stale: [],
		});
	});

	it('changes nothing in the state', () => {
		const state = stateFor();
		const before = structuredClone(state);
		difference(state, { ...target, account: 'b' });
		expect(state).toEqual(before);
	});
});

describe('the fingerprint of an account', () => {
	const keys = { apiToken: 'tok-1', accountId: 'acc-1', baseUrl: 'https://www.socialintents.com' };

	it('changes with token, account, and address, but not with the spaces around them', () => {
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

	it('reveals none of them', () => {
		expect(accountFingerprint(keys)).toMatch(/^[0-9a-f]{32}$/);
	});
});

describe('for any state and any target, the difference', () => {
	it('leads to exactly the required webhooks, each once', () => {
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

	it('removes only what is stored, and nothing that it keeps', () => {
		fc.assert(
			fc.property(states, targets, (state, target) => {
				const { kept, stale } = difference(state, target);
				const stored = idsOf(allWebhooks(state));
				expect([...idsOf(kept), ...idsOf(stale)].sort()).toEqual(stored.sort());
			}),
		);
	});

	it('keeps nothing of another account, and names the account of what it removes', () => {
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

	it('is empty once it is applied, until something changes', () => {
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

	it('takes over nothing of another workflow, and forgets nothing of its own', () => {
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
