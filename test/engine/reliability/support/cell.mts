import type { Sandbox } from '../../../../sandbox/server.mts';
import { LINES, type Engine } from '../../../support/engine.mts';
import { findSecrets, formsOf } from '../../../support/secrets.mts';
import { endProblems } from './expectedEnds.mts';
import { RESPONSE_KINDS, type ResponseKind } from './responseKinds.mts';
import { openFaultyService, type FaultyService } from './faultyService.mts';
import { ACCOUNT_ID, openAccount, TOKEN } from './account.mts';
import { isOurs, type Outcome, type Place, type Use } from './use.mts';
import { USES } from './uses.mts';

/** The result of one response in one use. */
export interface Cell {
	kind: string;
	use: string;
	line: string;
	result: 'message' | 'nothing' | 'records';
	/** The error message, or the last warning that was logged. */
	message: string;
	requests: number;
	/** By the fast clock. */
	milliseconds: number;
	/** Violated expectations, one sentence each. */
	problems: string[];
}

const MINUTE_MS = 60_000;
const BAD_WORDS = /undefined|\bNaN\b|\[object|\bnull\b|node_modules|\bat \w.*:\d+:\d+|<\w+>/;
/** As long as there are webhooks that could not be deleted. */
const REMAINING = /\. Still registered in Social Intents: .*$/;
const UNCERTAIN = /may have been (carried out|created)/;

let cells = 0;

/** Half of the cells sign in with the token, half with Basic Auth, different ones in each version of n8n. */
function credentialOf(engine: Engine, kind: ResponseKind, use: Use): Record<string, string> {
	const at = [
		RESPONSE_KINDS.indexOf(kind),
		USES.indexOf(use),
		LINES.indexOf(engine.line.name),
	].reduce((sum, index) => sum + index);
	return at % 2 === 0
		? { apiToken: TOKEN }
		: { authentication: 'basicAuth', apiToken: TOKEN, accountId: ACCOUNT_ID };
}

/** Runs one use of the package against one response and checks the outcome. */
export async function runCell(engine: Engine, kind: ResponseKind, use: Use): Promise<Cell> {
	const sandbox = await openAccount();
	await using service = await openFaultyService(kind, sandbox);
	const place: Place = {
		engine,
		sandbox,
		credentials: {
			socialIntentsApi: { ...credentialOf(engine, kind, use), baseUrl: service.baseUrl },
		},
		nodeId: `node-of-cell-${++cells}`,
		setFaulty: service.setFaulty,
	};
	const startedAt = Date.now();
	const outcome = await Promise.race([use.run(place), givenUp(use)]).catch((error: Error) => ({
		...failed(error),
		problems: ['The set-up failed'],
	}));
	const milliseconds = Date.now() - startedAt;
	const secrets = deliverySecretsOf(sandbox);
	await sandbox.close();
	const cell = {
		kind: kind.name,
		use: use.name,
		line: engine.line.name,
		result: resultOf(outcome),
		message: messageOf(outcome),
		requests: service.faultyRequests.length,
		milliseconds,
	};
	const problems = [
		...endProblems(kind, use, outcome),
		...wordingProblems(outcome, use),
		...repetitionProblems(service),
		...webhookProblems(kind, outcome, sandbox),
		...secretProblems(outcome, secrets),
		...(isOurs(use) && milliseconds > use.maxMinutes * MINUTE_MS
			? [`It took ${(milliseconds / MINUTE_MS).toFixed(1)} minutes`]
			: []),
		...(outcome.problems ?? []),
	];
	return { ...cell, problems };
}

/** The outcome of a use that does not finish. */
async function givenUp({ maxMinutes }: Use): Promise<Outcome> {
	await new Promise((resolve) => setTimeout(resolve, (maxMinutes + 1) * MINUTE_MS));
	return failed(new Error('Timed out'));
}

const failed = (error: Error): Outcome => ({ error, log: [], artifacts: undefined });

const resultOf = ({ count }: Outcome): Cell['result'] => {
	if (count === undefined) return 'message';
	return count === 0 ? 'nothing' : 'records';
};

const messageOf = ({ error, log }: Outcome): string =>
	error?.message ?? log.findLast(({ level }) => level === 'warn')?.message ?? '';

function wordingProblems({ error, count, log }: Outcome, use: Use): string[] {
	const warnings = log.filter(({ level }) => level !== 'debug').map(({ message }) => message);
	const problems = [...warnings, error?.message ?? '', error?.description ?? '']
		.filter((text) => BAD_WORDS.test(text))
		.map((text) => `Internal text in a message: ${text}`);
	if (count !== undefined) return error ? [...problems, 'An error despite a result'] : problems;
	if (!error?.message) return [...problems, 'No message'];
	const { message, description } = error;
	if (!isOurs(use)) return problems;
	if (/\n/.test(message)) problems.push(`More than one line: ${message}`);
	if (message.replace(REMAINING, '').length > 400) problems.push(`Too long: ${message}`);
	if (!description) problems.push(`No description: ${message}`);
	return problems;
}

/** A POST is retried only after a 429, which means that nothing was done. */
function repetitionProblems({ faultyRequests }: FaultyService): string[] {
	const posts = faultyRequests.filter(({ method }) => method === 'POST');
	const times = new Map<string, number>();
	for (const { path, body, status } of posts) {
		const key = `${path} ${body}`;
		if (status !== 429) times.set(key, (times.get(key) ?? 0) + 1);
	}
	return [...times].filter(([, count]) => count > 1).map(([key]) => `Repeated: POST ${key}`);
}

/** Every registered webhook is remembered, unless the service says that it is gone or the message says that it may exist. */
function webhookProblems(
	{ status }: ResponseKind,
	{ error, remembered }: Outcome,
	{ webhooks }: Sandbox,
): string[] {
	if (!error && (status === 404 || status === 410)) return [];
	const forgotten = webhooks.filter(({ id }) => !remembered?.includes(id));
	const text = `${error?.message} ${error?.description}`;
	return forgotten.length === 0 || UNCERTAIN.test(text)
		? []
		: [`Forgotten webhooks: ${forgotten.map(({ id }) => id).join(', ')}; ${text}`];
}

/** The secrets in the webhook URLs. */
function deliverySecretsOf({ requests }: Sandbox): string[] {
	return requests.flatMap(
		({ body }) => /"target_url":"[^"]*\/events\/[^"]*\/([^"/]+)"/.exec(body)?.slice(1) ?? [],
	);
}

/** In every encoding. The account ID alone is part of the service's records, and may be in what n8n stores. */
function secretProblems({ error, log, artifacts }: Outcome, deliverySecrets: string[]): string[] {
	const secrets = formsOf(TOKEN, `${ACCOUNT_ID}:${TOKEN}`, ...new Set(deliverySecrets));
	return [
		...findSecrets([error, log], [...secrets, ...formsOf(ACCOUNT_ID)]),
		...findSecrets({ artifacts }, secrets),
	].map((path) => `A secret in ${path}`);
}
