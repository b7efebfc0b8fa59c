import type {
	ApiRequest,
	OutputItem,
	RequestPlan,
	ApiRecord,
} from '../../../nodes/SocialIntents/operation';

/** A record and the day (`YYYY-MM-DD`) that the service files it under. */
export interface Filed {
	day: string;
	record: ApiRecord;
}

/** A service that takes both days of a request as meant: included. */
export function honest(filed: Filed[], key = 'chats') {
	return ({ query }: ApiRequest) => {
		const { date_from: from = '0000-00-00', date_to: to = '9999-99-99' } = query ?? {};
		const records = filed.filter(({ day }) => day >= from && day <= to).map(({ record }) => record);
		return { apiStatus: 'Success', [key]: records };
	};
}

/** The items of a response to the first request of a plan. */
export function parseFirst(plan: RequestPlan, body: unknown): OutputItem[] {
	const [request = { method: 'GET', path: '/' }] = plan.requests;
	return plan.parse(body, request);
}

/** Carries a plan out against a service: one request after another, until it has enough. */
export function carryOut(plan: RequestPlan, serve: (request: ApiRequest) => unknown) {
	const asked: ApiRequest[] = [];
	const answers: OutputItem[][] = [];
	for (const request of plan.requests) {
		if (plan.isComplete?.(answers)) break;
		asked.push(request);
		answers.push(plan.parse(serve(request), request));
	}
	const output = plan.combine(answers);
	return {
		asked,
		output,
		json: output.map(({ json }) => json),
		ids: output.map(({ json }) => json.id),
	};
}
