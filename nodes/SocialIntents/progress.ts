import type { IExecuteFunctions, Logger } from 'n8n-workflow';
import type { ThrottleStats } from './api/throttle';
import type { ApiRequest } from './operation';

const REPORT_EVERY_MS = 5000;

type Send = (request: ApiRequest) => Promise<unknown>;

/** Tells n8n's log from time to time how many of the requests are answered. `total` is the most there may be. */
export function withProgress(send: Send, total: number, logger: Logger): Send {
	let answered = 0;
	let reportedAt = Date.now();
	return async (request) => {
		const answer = await send(request);
		answered++;
		if (Date.now() - reportedAt >= REPORT_EVERY_MS) {
			reportedAt = Date.now();
			logger.debug(`Social Intents: ${answered} of at most ${total} requests are answered`);
		}
		return answer;
	};
}

function seconds(milliseconds: number): string {
	const count = Math.max(Math.round(milliseconds / 1000), 1);
	return count === 1 ? '1 second' : `${count} seconds`;
}

/** Says beside the output that the service slowed the node down. Older n8n does not know such hints. */
export function hintAtSlowDown(
	context: Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>,
	slowDown: ThrottleStats | undefined,
): void {
	if (!slowDown) return;
	const { paused, perSecond } = slowDown;
	const rate = Math.max(Math.round(perSecond ?? 1), 1);
	const then = ` and then sent about ${rate} ${rate === 1 ? 'request' : 'requests'} a second`;
	context.addExecutionHints?.({
		message: `Social Intents limits how often it may be asked. The node paused for ${seconds(paused)}${perSecond === undefined ? '' : then}.`,
		type: 'info',
		location: 'outputPane',
	});
}
