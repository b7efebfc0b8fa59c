import type { ApiResponse } from './responses.mts';
import { numericId } from './ids.mts';
import { createRandom, type Random } from '../data/random.mts';

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
export type FaultKind = Fault['kind'];

/** A fault in force, with how many matching requests it saw and how often it fired. */
export interface ActiveFault {
	readonly fault: Fault;
	readonly seen: number;
	readonly fired: number;
}

export interface Faults {
	/** Every fault added since the last `clear`, spent ones included. */
	readonly active: readonly ActiveFault[];
	/** The first added goes first. One replacement and one alteration may fire per request. */
	add(fault: Fault): ActiveFault;
	clear(): void;
	/** The fault that replaces this request, if one fires now. */
	replacing(request: { method: string; path: string }): Replacement | null;
	/** The fault that alters this answer, if one fires now. */
	altering(request: { method: string; path: string }, answer: ApiResponse): Alteration | null;
}

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

export const FAULT_KINDS: readonly FaultKind[] = [
	...new Set([...REPLACEMENTS, ...ANY_ANSWER, ...LISTS, ...REGISTRATION]),
];

const isOneOf = (kinds: readonly FaultKind[], fault: Fault): boolean => kinds.includes(fault.kind);
const isReplacement = (fault: Fault): fault is FaultMatch & Replacement =>
	isOneOf(REPLACEMENTS, fault);
const isAlteration = (fault: Fault): fault is FaultMatch & Alteration => !isReplacement(fault);

interface Slot extends ActiveFault {
	seen: number;
	fired: number;
	random: Random;
}

export function createFaults(seed: string): Faults {
	const slots: Slot[] = [];

	/** Counts the request at every fault it matches; the first that is due fires. */
	const take = (matches: (fault: Fault) => boolean): Fault | null => {
		let taken: Fault | null = null;
		for (const slot of slots) {
			if (!matches(slot.fault)) continue;
			slot.seen += 1;
			if (taken || !isDue(slot)) continue;
			slot.fired += 1;
			taken = slot.fault;
		}
		return taken;
	};

	return {
		get active() {
			return slots.map(({ fault, seen, fired }) => ({ fault, seen, fired }));
		},
		add(fault) {
			const random = createRandom(`${seed}:fault:${slots.length}`);
			const slot: Slot = { fault, seen: 0, fired: 0, random };
			slots.push(slot);
			return slot;
		},
		clear() {
			slots.length = 0;
		},
		replacing(request) {
			const fault = take((each) => isReplacement(each) && isFor(each, request));
			return fault && isReplacement(fault) ? fault : null;
		},
		altering(request, answer) {
			const fault = take(
				(each) => isAlteration(each) && isFor(each, request) && canAlter(each, answer),
			);
			return fault && isAlteration(fault) ? fault : null;
		},
	};
}

const isFor = ({ method, path }: FaultMatch, request: { method: string; path: string }): boolean =>
	(method === undefined || method.toUpperCase() === request.method) &&
	(path === undefined || request.path.startsWith(path));

function isDue({ fault, seen, fired, random }: Slot): boolean {
	if (fault.times !== undefined && fired >= fault.times) return false;
	if (fault.every !== undefined && seen % fault.every !== 0) return false;
	return fault.probability === undefined || random.chance(fault.probability);
}

const canAlter = (fault: Fault, { list, registered }: ApiResponse): boolean =>
	isOneOf(ANY_ANSWER, fault) ||
	(list !== undefined && isOneOf(LISTS, fault)) ||
	(registered !== undefined && isOneOf(REGISTRATION, fault));

/** The body of `answer` as the fault leaves it. */
export function alteredBody(answer: ApiResponse, fault: Alteration): unknown {
	const { body, list, registered } = answer;
	if (registered) {
		if (fault.kind === 'missingId') return {};
		return fault.kind === 'numericIds' ? { id: numericId(registered.id) } : body;
	}
	if (!list) return body;
	const { [list.key]: _, ...status } = body;
	const [first] = list.records;
	switch (fault.kind) {
		case 'listAbsent':
			return status;
		case 'listNull':
			return { ...status, [list.key]: null };
		case 'bareArray':
			return list.records;
		case 'listRenamed':
			return { ...status, [fault.key]: list.records };
		case 'singleRecord':
			return first ?? status;
		case 'listObject':
			return { ...status, [list.key]: first };
		case 'numericIds':
			return { ...status, [list.key]: list.records.map(withNumericIds) };
		default:
			return body;
	}
}

function withNumericIds(record: { id: string; appId?: string | null }) {
	return {
		...record,
		id: numericId(record.id),
		...(record.appId && { appId: numericId(record.appId) }),
	};
}

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
