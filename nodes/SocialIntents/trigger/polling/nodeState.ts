import type { IDataObject } from 'n8n-workflow';
import { daysBetween } from '../../dates/days';
import { EVENTS } from '../events';
import type { Account } from './account';
import type { ListState } from './listPoll';

/** The state of one node, as plain JSON. */
export interface NodeState {
	nodeId: string;
	nodeName: string;
	/** Increases with each change. */
	revision: number;
	/** The day of the last change, `yyyy-MM-dd`. */
	savedOn: string;
	/** Missing in states of earlier versions. */
	account?: Account;
	/** By path. */
	lists: Partial<Record<string, ListState>>;
}

/** The two places where n8n keeps data of a workflow: under one node's name, and for all its nodes. */
export interface StaticData {
	node: IDataObject;
	global: IDataObject;
}

interface NodeIdentity {
	id: string;
	name: string;
}

/** The state of a node in the workflow's data. */
interface StateCopy extends NodeState {
	/** Whether another node of the workflow wrote it. */
	isByOther?: boolean;
}

const KEY = 'socialIntentsPolling';
/** State that no node has written for this long is dropped: a node cannot tell which others still exist. */
const MAX_AGE_DAYS = 90;
/** How often a node that finds nothing writes its state, to show that it still exists. */
const TOUCH_DAYS = 30;

const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const copiesIn = ({ global }: StaticData) =>
	(global[KEY] ?? {}) as unknown as Partial<Record<string, StateCopy>>;

/** Earlier versions kept the lists directly in the node's data. */
function fromEarlierVersion({ id, name }: NodeIdentity, node: IDataObject): NodeState | undefined {
	const known = EVENTS.filter(({ path }) => node[path] !== undefined);
	if (known.length === 0) return undefined;
	const lists = Object.fromEntries(known.map(({ path }) => [path, node[path]]));
	return {
		nodeId: id,
		nodeName: name,
		revision: 0,
		savedOn: '',
		lists: lists as unknown as NodeState['lists'],
	};
}

function chooseState({ id, name }: NodeIdentity, data: StaticData): NodeState | undefined {
	const copies = copiesIn(data);
	const here = data.node[KEY] as unknown as NodeState | undefined;
	const copy = copies[id];
	if (here?.nodeId === id) {
		const isNewer = copy !== undefined && copy.revision > here.revision;
		// The state under this name is old if the node was renamed and then renamed back, or if n8n last
		// saved the data of another node of the workflow.
		return isNewer && (copy.nodeName !== name || copy.isByOther) ? copy : here;
	}
	if (copy) return copy;
	if (!here) return fromEarlierVersion({ id, name }, data.node);
	// Another ID under this name: this node before it got a new ID, or a node that was renamed since.
	const isRenamed = (copies[here.nodeId]?.nodeName ?? name) !== name;
	return isRenamed ? undefined : here;
}

/**
 * The state of a node. n8n keeps a node's data under its name, and its durable pollers save only that, in
 * one transaction with the execution, so that state comes first. The copy under the node's ID in the
 * workflow's data is for a node that was renamed. A node with a new ID continues with the state under its
 * name; a duplicated node has neither, and starts over.
 */
export function loadState(node: NodeIdentity, data: StaticData): NodeState | undefined {
	const chosen = chooseState(node, data);
	return chosen && copyOf(chosen);
}

/** Whether a state must be written although it has not changed. */
export const isDueToTouch = ({ savedOn }: NodeState, today: string): boolean =>
	Math.abs(daysBetween(savedOn, today)) >= TOUCH_DAYS;

/**
 * Writes the state of a node to both places, and drops state that was not written for MAX_AGE_DAYS. n8n 2
 * gives a node that is published again data of its own, but saves the data of the whole workflow with
 * each node that emits something. So the copies of the other nodes are replaced by `others`, where those
 * are newer: otherwise the state of a node could become that of the last publication.
 */
export function saveState(data: StaticData, state: NodeState, others: NodeState[] = []): void {
	data.node[KEY] = copyOf(state) as unknown as IDataObject;
	for (const { path } of EVENTS) delete data.node[path];
	const copies = { ...copiesIn(data) };
	for (const other of others) {
		const isNewer = other.revision > (copies[other.nodeId]?.revision ?? -1);
		if (isNewer) copies[other.nodeId] = { ...other, isByOther: true };
	}
	const kept = Object.entries({ ...copies, [state.nodeId]: state }).filter(
		([, copy]) => copy && daysBetween(copy.savedOn, state.savedOn) <= MAX_AGE_DAYS,
	);
	data.global[KEY] = copyOf(Object.fromEntries(kept)) as unknown as IDataObject;
}
