import type { IExecuteFunctions, Logger } from 'n8n-workflow';
import { extractRecords } from './api/records';
import type { ThrottleStats } from './api/throttle';
import type { Send } from './operation';

const REPORT_EVERY_MS = 5000;

/** Logs from time to time how many responses have been received, of `total` at most. */
export function withProgress(send: Send, total: number, logger: Logger): Send {
	let received = 0;
	let reportedAt = Date.now();
	return async (request) => {
		const body = await send(request);
		received++;
		if (Date.now() - reportedAt >= REPORT_EVERY_MS) {
			reportedAt = Date.now();
			logger.debug(`Social Intents: received ${received} of up to ${total} responses`);
		}
		return body;
	};
}

/** A round number of records, as a service that limits its responses would choose it. */
const looksLikeMaximum = (count: number) => /^(1|2|25|5)00+$/.test(String(count));

/** Watches for responses that may be cut off: whether the service limits them is not documented. */
export function watchForMaximum(send: Send): { send: Send; suspected: () => number | undefined } {
	let suspected: number | undefined;
	return {
		send: async (request) => {
			const body = await send(request);
			const isList = request.query?.date_from !== undefined && !request.isLookup;
			const count = isList ? extractRecords(body).length : 0;
			if (looksLikeMaximum(count)) suspected = count;
			return body;
		},
		suspected: () => suspected,
	};
}

/** Where hints appear next to the output. Older releases of n8n have none. */
type HintContext = Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>;

/** Tells of a response that may be cut off, because nothing else would show it. */
export function hintAtMaximum(context: HintContext, count: number | undefined): void {
	if (count === undefined) return;
	context.addExecutionHints?.({
		message: `One response contained exactly ${count} records, which may be the most that Social Intents returns at once. If records are missing, set 'Date From' and lower 'Days per Request'.`,
		type: 'info',
		location: 'outputPane',
	});
}

function seconds(milliseconds: number): string {
	const count = Math.max(Math.round(milliseconds / 1000), 1);
	return count === 1 ? '1 second' : `${count} seconds`;
}

/** Tells that the rate limit slowed the node down. */
export function hintAtSlowDown(context: HintContext, stats: ThrottleStats | undefined): void {
	if (!stats) return;
	const { paused, perSecond } = stats;
	const rate = Math.max(Math.round(perSecond ?? 1), 1);
	const requests = rate === 1 ? '1 request' : `${rate} requests`;
	const then = perSecond === undefined ? '' : ` and then sent about ${requests} per second`;
	context.addExecutionHints?.({
		message: `The Social Intents rate limit was reached. The node paused for ${seconds(paused)}${then}.`,
		type: 'info',
		location: 'outputPane',
	});
}
