import type { ApiResponse } from './responses.mts';

/** Which requests a fault is for, and how often it fires. Without any of these: every request. */
export interface FaultMatch {
	method?: string;
	/** Start of the path below `/v1/api`, such as `/chats`. */
	path?: string;
	/** Fires this often, then never again. */
	times?: number;
	/** Fires at every nth matching request; all matching requests count. */
	every?: number;
	/** From 0 to 1; drawn from the sandbox's seed. */
	probability?: number;
}

/** What happens instead of the request, which is not carried out. */
export type Replacement =
	/** `body`: text as it is, anything else as JSON; without one, a failure envelope. */
	| { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
	| { kind: 'resetBeforeAnswer' }
	| { kind: 'hang' }
	/** A sign-in page with status 200. */
	| { kind: 'htmlPage' }
	/** Status 200, and a failure envelope. */
	| { kind: 'refusal'; message?: string }
	/** Status 302. */
	| { kind: 'redirect'; location: string };

/** What happens to the answer of a request that was carried out. */
export type Alteration =
	/** The answer waits this many ms. */
	| { kind: 'slow'; ms: number }
	| { kind: 'resetMidBody' }
	/** The JSON stops half way; status and length say that all is well. */
	| { kind: 'malformedJson' }
	/** Lists: how the list of the envelope comes back. */
	| { kind: 'listAbsent' | 'listNull' | 'bareArray' }
	| { kind: 'listRenamed'; key: string }
	/** Lists: the first record, bare, or in the envelope where the list would be. */
	| { kind: 'singleRecord' | 'listObject' }
	/** Lists: as if no `date_from` and `date_to` had been sent. */
	| { kind: 'ignoreDates' }
	/** Lists and the registration of a webhook; the API then also knows the id as that number. */
	| { kind: 'numericIds' }
	/** Registration of a webhook: it is registered, but the answer does not name it. */
	| { kind: 'missingId' };

export type Fault = FaultMatch & (Replacement | Alteration);
type FaultKind = Fault['kind'];

const ANY_ANSWER = ['slow', 'resetMidBody', 'malformedJson'] as const;
const LISTS = [
	'listAbsent',
	'listNull',
	'bareArray',
	'listRenamed',
	'singleRecord',
	'listObject',
	'ignoreDates',
	'numericIds',
] as const;
const REGISTRATION = ['missingId', 'numericIds'] as const;
const REPLACEMENTS = [
	'status',
	'resetBeforeAnswer',
	'hang',
	'htmlPage',
	'refusal',
	'redirect',
] as const;

const FAULT_KINDS: readonly FaultKind[] = [
	...new Set([...REPLACEMENTS, ...ANY_ANSWER, ...LISTS, ...REGISTRATION]),
];

const isOneOf = (kinds: readonly FaultKind[], fault: Fault): boolean => kinds.includes(fault.kind);
export const isReplacement = (fault: Fault): fault is FaultMatch & Replacement =>
	isOneOf(REPLACEMENTS, fault);
export const isAlteration = (fault: Fault): fault is FaultMatch & Alteration =>
	!isReplacement(fault);

/** Whether the fault can change this response. */
export const canAlter = (fault: Fault, { list, registered }: ApiResponse): boolean =>
	isOneOf(ANY_ANSWER, fault) ||
	(list !== undefined && isOneOf(LISTS, fault)) ||
	(registered !== undefined && isOneOf(REGISTRATION, fault));

/** What makes `value` no fault, in words; null when it is one. */
export function faultProblem(value: Record<string, unknown>): string | null {
	const { kind } = value;
	if (!FAULT_KINDS.includes(kind as FaultKind)) {
		return `kind must be one of ${FAULT_KINDS.join(', ')}`;
	}
	const problem = (name: string, type: 'number' | 'string', required: boolean): string | null =>
		typeof value[name] === type || (value[name] === undefined && !required)
			? null
			: `${name} must be a ${type}`;
	return (
		problem('method', 'string', false) ??
		problem('path', 'string', false) ??
		problem('times', 'number', false) ??
		problem('every', 'number', false) ??
		problem('probability', 'number', false) ??
		problem('status', 'number', kind === 'status') ??
		problem('location', 'string', kind === 'redirect') ??
		problem('ms', 'number', kind === 'slow') ??
		problem('key', 'string', kind === 'listRenamed')
	);
}
