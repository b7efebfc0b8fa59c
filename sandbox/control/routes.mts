import { actionProblem } from './actionTypes.mts';
import { act, type Action } from './actions.mts';
import { HttpError } from '../api/responses.mts';
import { type Call, readJsonObject } from '../api/call.mts';
import type { Controlled } from './controlled.mts';
import { faultProblem } from '../api/faultKinds.mts';
import type { Fault } from '../api/faults.mts';
import { type RateLimit, rateLimitProblem } from '../api/rateLimit.mts';
import { settingsProblem } from '../settings.mts';
import type { AccountState } from '../accountState.mts';
import { behaviorOf, variantsProblem } from '../facts/index.mts';

type Handler = (sandbox: Controlled, call: Call) => unknown;

/** POST accepts only JSON, so that pages of other sites cannot act as the visitor. */
const HANDLERS: Record<string, Record<string, Handler>> = {
	'/state': { GET: state },
	'/requests': {
		GET: ({ account }, { parameters }) => requestsFrom(account, parameters.get('from')),
	},
	'/faults': { GET: ({ account }) => account.faults.active, POST: addFault, DELETE: clearFaults },
	'/act': { POST: perform },
	'/settings': { GET: ({ account }) => account.settings, POST: changeSettings },
	'/rate-limit': { GET: ({ account }) => account.rateLimiter.limit, POST: setRateLimit },
	'/variants': { GET: ({ account }) => account.behavior, POST: setVariants },
	'/reset': { POST: reset },
};

/** Handles a request to the control API and returns a JSON value. @throws HttpError */
export async function control(sandbox: Controlled, call: Call): Promise<unknown> {
	const handlers = HANDLERS[call.path];
	if (!handlers) throw new HttpError(404, `Not found: /sandbox${call.path}`);
	const handler = handlers[call.method];
	if (!handler) throw new HttpError(405, `Method not allowed: ${call.method}`);
	return await handler(sandbox, call);
}

const SHOWN_DELIVERIES = 50;

function state({ account, baseUrl }: Controlled) {
	const { settings, data, webhooks, faults, rateLimiter, requests, openChats } = account;
	return {
		baseUrl,
		token: settings.token,
		accountId: account.accountId,
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

const requestsFrom = (account: AccountState, from: string | null) =>
	account.requests.slice(Number(from ?? 0));

/** The body of a POST, validated by `problem`. */
function read(
	call: Call,
	problem: (value: Record<string, unknown>) => string | null,
): Record<string, unknown> {
	const value = readJsonObject(call);
	const found = problem(value);
	if (found) throw new HttpError(400, found);
	return value;
}

function addFault({ account }: Controlled, call: Call) {
	account.faults.add(read(call, faultProblem) as unknown as Fault);
	return account.faults.active;
}

function clearFaults({ account }: Controlled) {
	account.faults.clear();
	return account.faults.active;
}

async function perform({ account }: Controlled, call: Call) {
	return await act(account, read(call, actionProblem) as unknown as Action);
}

function changeSettings({ account }: Controlled, call: Call) {
	return Object.assign(account.settings, read(call, settingsProblem));
}

/** `{ "variants": [] }` restores the default behavior. */
function setVariants({ account }: Controlled, call: Call) {
	const { variants } = read(call, (value) => variantsProblem(value.variants));
	return Object.assign(account.behavior, behaviorOf(variants as string[]));
}

/** `{}` removes the limit. */
function setRateLimit({ account }: Controlled, call: Call) {
	const wanted = read(call, rateLimitProblem);
	account.rateLimiter.set('perSecond' in wanted ? (wanted as unknown as RateLimit) : null);
	return account.rateLimiter.limit;
}

function reset(sandbox: Controlled) {
	sandbox.reset();
	return state(sandbox);
}
