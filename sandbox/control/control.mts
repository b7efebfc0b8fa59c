import { act, type Action, actionProblem } from './actions.mts';
import { HttpError } from '../api/responses.mts';
import { type Call, readJsonObject } from '../api/call.mts';
import type { Changes } from './changes.mts';
import { type Fault, faultProblem } from '../api/faults.mts';
import { type RateLimit, rateLimitProblem } from '../api/rateLimit.mts';
import { settingsProblem } from '../settings.mts';
import type { AccountState } from '../accountState.mts';

/** What the control API may do with the sandbox it belongs to. */
export interface Controlled {
	readonly world: AccountState;
	readonly baseUrl: string;
	readonly changes: Changes;
	reset(): void;
}

type Handler = (sandbox: Controlled, call: Call) => unknown;

/** POST takes JSON only, so that no page of another site can play the visitor. */
const HANDLERS: Record<string, Record<string, Handler>> = {
	'/state': { GET: state },
	'/requests': { GET: ({ world }, { parameters }) => requestsFrom(world, parameters.get('from')) },
	'/faults': { GET: ({ world }) => world.faults.active, POST: addFault, DELETE: clearFaults },
	'/act': { POST: perform },
	'/settings': { GET: ({ world }) => world.settings, POST: changeSettings },
	'/rate-limit': { GET: ({ world }) => world.rateLimiter.limit, POST: setRateLimit },
	'/reset': { POST: reset },
};

/** Answers a request to the control API with a JSON value. @throws Refusal */
export async function control(sandbox: Controlled, call: Call): Promise<unknown> {
	const handlers = HANDLERS[call.path];
	if (!handlers) throw new HttpError(404, `Not found: /sandbox${call.path}`);
	const handler = handlers[call.method];
	if (!handler) throw new HttpError(405, `Method not allowed: ${call.method}`);
	return await handler(sandbox, call);
}

const SHOWN_DELIVERIES = 50;

function state({ world, baseUrl }: Controlled) {
	const { settings, data, webhooks, faults, rateLimiter, requests, openChats } = world;
	return {
		baseUrl,
		token: settings.token,
		accountId: world.accountId,
		settings,
		rateLimit: rateLimiter.limit,
		widgets: data.widgets,
		rows: {
			chats: data.chats.length,
			offlineMessages: data.offlineMessages.length,
			contacts: data.contacts.length,
		},
		openChats: [...openChats].map(([id, { appId, startedAt }]) => ({
			id,
			appId,
			startedAt: new Date(startedAt).toISOString(),
		})),
		webhooks: webhooks.list,
		deliveries: webhooks.deliveries.slice(-SHOWN_DELIVERIES),
		faults: faults.active,
		requests: {
			total: requests.length,
			byPath: counted(requests.map(({ method, path }) => `${method} ${path}`)),
			byStatus: counted(requests.map(({ status }) => String(status ?? 'unanswered'))),
		},
	};
}

function counted(names: string[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
	return counts;
}

const requestsFrom = (world: AccountState, from: string | null) =>
	world.requests.slice(Number(from ?? 0));

/** The body of a POST, once `problem` has found none. */
function read(
	call: Call,
	problem: (value: Record<string, unknown>) => string | null,
): Record<string, unknown> {
	const value = readJsonObject(call);
	const found = problem(value);
	if (found) throw new HttpError(400, found);
	return value;
}

function addFault({ world }: Controlled, call: Call) {
	world.faults.add(read(call, faultProblem) as unknown as Fault);
	return world.faults.active;
}

function clearFaults({ world }: Controlled) {
	world.faults.clear();
	return world.faults.active;
}

async function perform({ world }: Controlled, call: Call) {
	return await act(world, read(call, actionProblem) as unknown as Action);
}

function changeSettings({ world }: Controlled, call: Call) {
	return Object.assign(world.settings, read(call, settingsProblem));
}

/** `{}` takes the limit away. */
function setRateLimit({ world }: Controlled, call: Call) {
	const wanted = read(call, rateLimitProblem);
	world.rateLimiter.set('perSecond' in wanted ? (wanted as unknown as RateLimit) : null);
	return world.rateLimiter.limit;
}

function reset(sandbox: Controlled) {
	sandbox.reset();
	return state(sandbox);
}
