import type { ApiResponse } from './responses.mts';

/** Which requests a fault applies to, and how often. Default: every request. */
export interface FaultMatch {
	method?: string;
	/** Start of the path below `/v1/api`, such as `/chats`. */
	path?: string;
	/** Applies this many times in total. */
	times?: number;
	/** Applies to every nth matching request; all matching requests count. */
	every?: number;
	/** From 0 to 1; drawn from the sandbox's seed. */
	probability?: number;
}

/** Replaces the response; the request is not carried out. */
export type Replacement =
	/** `body`: text is sent unchanged, anything else as JSON. Default: a failure envelope. */
	| { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
	| { kind: 'resetBeforeAnswer' }
	| { kind: 'hang' }
	/** A sign-in page with status 200. */
	| { kind: 'htmlPage' }
	/** Status 200 with a failure envelope. */
	| { kind: 'refusal'; message?: string }
	/** Status 302. */
	| { kind: 'redirect'; location: string };

/** Alters the response of a request that was carried out. */
export type Alteration =
	/** Delays the response by this many ms. */
	| { kind: 'slow'; ms: number }
	| { kind: 'resetMidBody' }
	/** Truncated JSON with a success status and a matching length. */
	| { kind: 'malformedJson' }
	/** Lists: the form of the list in the envelope. */
	| { kind: 'listAbsent' | 'listNull' | 'bareArray' }
	| { kind: 'listRenamed'; key: string }
	/** Lists: the first record, either bare or in place of the list in the envelope. */
	| { kind: 'singleRecord' | 'listObject' }
	/** Lists: as if no `date_from` and `date_to` had been sent. */
	| { kind: 'ignoreDates' }
	/** Lists and webhook registration; the API then also accepts that number as the ID. */
	| { kind: 'numericIds' }
	/** Webhook registration: the webhook is registered, but the response has no ID. */
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

/** Why `value` is not a valid fault; null if it is valid. */
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
