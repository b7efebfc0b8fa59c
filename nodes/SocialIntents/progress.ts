import type { IExecuteFunctions, Logger } from 'n8n-workflow';
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

function seconds(milliseconds: number): string {
	const count = Math.max(Math.round(milliseconds / 1000), 1);
	return count === 1 ? '1 second' : `${count} seconds`;
}

/** Shows next to the output that the rate limit slowed the node down. Older releases of n8n have no such hints. */
export function hintAtSlowDown(
	context: Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>,
	stats: ThrottleStats | undefined,
): void {
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
