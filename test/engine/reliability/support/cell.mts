import { startSandbox, type Sandbox } from '../../../../sandbox/server.mts';
import type { Engine } from '../../../support/engine.mts';
import { findSecrets, formsOf } from '../../../support/secrets.mts';
import type { ResponseKind } from './responseKinds.mts';
import { openFaultyService, type FaultyService } from './faultyService.mts';
import {
	CHAT_ID,
	MESSAGE_ID,
	MISSED_CHAT_ID,
	WIDGET_ID,
	type Outcome,
	type Place,
	type Use,
} from './uses.mts';

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

const TOKEN = 't0ken-of-the-matrix/4711=';
const ACCOUNT_ID = 'acc0unt-of-the-matrix';
/** Each request is tried four times for five minutes, and n8n 2 calls the removal of webhooks three times. */
const MAX_MS = 75 * 60_000;
const BAD_WORDS = /undefined|\bNaN\b|\[object|\bnull\b|node_modules|\bat \w.*:\d+:\d+|<\w+>/;
const UNCERTAIN = /may have been (carried out|created)/;

async function openAccount(): Promise<Sandbox> {
	const startDate = new Date(Date.now() - 3_600_000).toISOString();
	const message = {
		body: 'Hello',
		nickname: 'Jane',
		timestamp: Date.now(),
		type: 'messageToAgent',
	};
	const chat = { startDate, appId: WIDGET_ID, textBody: 'Jane: Hello', messages: [message] };
	return await startSandbox({
		token: TOKEN,
		accountId: ACCOUNT_ID,
		data: {
			widgets: [{ id: WIDGET_ID, name: 'Shop', timezone: 'UTC', created: startDate }],
			chats: [
				{ ...chat, id: CHAT_ID, chatType: 'Answered' },
				{ ...chat, id: MISSED_CHAT_ID, chatType: 'Missed' },
			],
			offlineMessages: [{ ...chat, id: MESSAGE_ID, chatType: 'Offline Message' }],
			contacts: [{ id: 'lead-1', appId: WIDGET_ID, addDate: startDate, email: 'j@example.com' }],
		},
	});
}

let cells = 0;

/** Runs one use of the package against one response and checks the outcome. */
export async function runCell(engine: Engine, kind: ResponseKind, use: Use): Promise<Cell> {
	const sandbox = await openAccount();
	await using service = await openFaultyService(kind, sandbox);
	const place: Place = {
		engine,
		sandbox,
		credentials: { socialIntentsApi: { apiToken: TOKEN, baseUrl: service.baseUrl } },
		nodeId: `node-of-cell-${++cells}`,
		setFaulty: service.setFaulty,
	};
	const startedAt = Date.now();
	const outcome = await Promise.race([use.run(place), givenUp()]).catch((error: Error) => ({
		...failed(error),
		problems: ['The set-up failed'],
	}));
	const milliseconds = Date.now() - startedAt;
	const secrets = secretsOf(sandbox);
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
		...wordingProblems(outcome, use),
		...repetitionProblems(service),
		...webhookProblems(kind, outcome, sandbox),
		...secretProblems(outcome, secrets),
		...(milliseconds > MAX_MS && isOurs(use)
			? [`It took ${Math.round(milliseconds / 60_000)} minutes`]
			: []),
		...(outcome.problems ?? []),
	];
	return { ...cell, problems };
}

/** The outcome of a use that does not finish. */
async function givenUp(): Promise<Outcome> {
	await new Promise((resolve) => setTimeout(resolve, MAX_MS + 60_000));
	return failed(new Error('Timed out'));
}

const failed = (error: Error): Outcome => ({ error, log: [], artifacts: undefined });

const resultOf = ({ count }: Outcome): Cell['result'] => {
	if (count === undefined) return 'message';
	return count === 0 ? 'nothing' : 'records';
};

const messageOf = ({ error, log }: Outcome): string =>
	error?.message ?? log.findLast(({ level }) => level === 'warn')?.message ?? '';

/** n8n itself sends the request of the credential test and writes most of its messages. */
const isOurs = ({ name }: Use): boolean => name !== 'credential test';

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
	if (message.length > 400) problems.push(`Too long: ${message}`);
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

/** The credential in every encoding, and the secrets in the webhook URLs. */
function secretsOf({ requests }: Sandbox): string[] {
	const deliverySecrets = requests.flatMap(
		({ body }) => /"target_url":"[^"]*\/events\/[^"]*\/([^"/]+)"/.exec(body)?.slice(1) ?? [],
	);
	return formsOf(TOKEN, ACCOUNT_ID, `${ACCOUNT_ID}:${TOKEN}`, ...new Set(deliverySecrets));
}

const secretProblems = ({ error, log, artifacts }: Outcome, secrets: string[]): string[] =>
	findSecrets([error, log, artifacts], secrets).map((path) => `A secret in ${path}`);
