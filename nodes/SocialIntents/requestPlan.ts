import type { ApiRequest, OutputItem, RequestPlan, Send } from './operation';

const keyOf = (request: ApiRequest) => JSON.stringify(request);

/** The most requests that the plans may send: a GET that several of them need counts once. */
export function countRequests(plans: RequestPlan[]): number {
	const requests = plans.flatMap((plan) => plan.requests);
	const writes = requests.filter(({ method }) => method !== 'GET');
	const reads = new Set(requests.filter(({ method }) => method === 'GET').map(keyOf));
	return writes.length + reads.size;
}

/**
 * Sends a GET that several plans need once, and drops its response after the last of them had it.
 * Responses to follow-ups, which no plan lists, are kept: other items may need them.
 */
export function shareRequests(send: Send, plans: RequestPlan[]): Send {
	const pendingUses = new Map<string, number>();
	for (const request of plans.flatMap((plan) => plan.requests)) {
		pendingUses.set(keyOf(request), (pendingUses.get(keyOf(request)) ?? 0) + 1);
	}
	const responses = new Map<string, Promise<unknown>>();
	return async (request) => {
		if (request.method !== 'GET') return await send(request);
		const key = keyOf(request);
		const response = responses.get(key) ?? send(request);
		const uses = (pendingUses.get(key) ?? Infinity) - 1;
		pendingUses.set(key, uses);
		if (uses > 0) responses.set(key, response);
		else responses.delete(key);
		return await response;
	};
}

/**
 * Sends the requests of a plan in batches until it is complete, then its follow-up. Throws what `send`
 * throws, and what the plan makes of the responses.
 */
export async function runPlan(plan: RequestPlan, send: Send): Promise<OutputItem[]> {
	const parsed: OutputItem[][] = [];
	while (parsed.length < plan.requests.length && !plan.isComplete?.(parsed)) {
		const batch = plan.requests.slice(parsed.length, plan.nextBatchEnd?.(parsed.length));
		parsed.push(
			...(await Promise.all(
				batch.map(async (request) => plan.parse(await send(request), request)),
			)),
		);
	}
	const items = plan.combine(parsed);
	const followUp = plan.followUp?.(items);
	if (!followUp) return items;
	const response = send(followUp.request);
	return followUp.combine(await (followUp.isRequired ? response : response.catch(() => undefined)));
}
