import { createRandom, type Random } from '../data/random.mts';
import {
	canAlter,
	isAlteration,
	isReplacement,
	type Alteration,
	type Fault,
	type FaultMatch,
	type Replacement,
} from './faultKinds.mts';
import type { ApiResponse } from './responses.mts';

export type { Fault };

/** An active fault, with the number of matching requests and of times it was applied. */
interface ActiveFault {
	readonly fault: Fault;
	readonly seen: number;
	readonly fired: number;
}

export interface Faults {
	/** Every fault added since the last `clear`, including used-up ones. */
	readonly active: readonly ActiveFault[];
	/** Faults apply in the order they were added: at most one replacement and one alteration per request. */
	add(fault: Fault): ActiveFault;
	clear(): void;
	/** The fault that replaces the response to this request, if any. */
	replacing(request: { method: string; path: string }): Replacement | null;
	/** The fault that alters this response, if any. */
	altering(request: { method: string; path: string }, response: ApiResponse): Alteration | null;
}

interface Slot extends ActiveFault {
	seen: number;
	fired: number;
	random: Random;
}

export function createFaults(seed: string): Faults {
	const slots: Slot[] = [];

	/** Counts the request for every fault it matches; the first one that is due applies. */
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
		altering(request, response) {
			const fault = take(
				(each) => isAlteration(each) && isFor(each, request) && canAlter(each, response),
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
