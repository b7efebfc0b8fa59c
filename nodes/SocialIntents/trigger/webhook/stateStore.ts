import type { IDataObject, IHookFunctions, INode, IWebhookFunctions } from 'n8n-workflow';
import type { TriggerState } from './state';

/** The state, and the name of its node when it was written. */
interface StoredState extends TriggerState {
	name?: string;
}

type StoredStates = Record<string, StoredState>;

const KEY = 'socialIntentsWebhooks';

const readStates = (data: IDataObject): StoredStates =>
	JSON.parse(JSON.stringify(data[KEY] ?? {})) as StoredStates;

/** The entry of the node, or of a node with its name that n8n has given a new ID since. */
const entryOf = (states: StoredStates, { id, name }: INode): [string, StoredState] | undefined =>
	Object.entries(states).find(([nodeId]) => nodeId === id) ??
	Object.entries(states).find(([, state]) => state.name === name);

/**
 * Reads the state of a trigger node. It is kept in the static data of the workflow under the ID of the
 * node: n8n keeps that of a node under its name, where a renamed node does not find it.
 */
export function readState(context: IHookFunctions | IWebhookFunctions): TriggerState {
	const [, stored] =
		entryOf(readStates(context.getWorkflowStaticData('global')), context.getNode()) ?? [];
	if (!stored) return {};
	const state = { ...stored };
	delete state.name;
	return state;
}

/** Replaces the state of a trigger node; without registrations and leftovers nothing is kept. */
export function writeState(context: IHookFunctions, state: TriggerState): void {
	const data = context.getWorkflowStaticData('global');
	const node = context.getNode();
	const states = readStates(data);
	const [formerId] = entryOf(states, node) ?? [];
	const isEmpty = !state.registrations?.length && !state.leftovers?.length;
	if (isEmpty && formerId === undefined) return;
	if (formerId !== undefined) delete states[formerId];
	if (!isEmpty) states[node.id] = { ...state, name: node.name };
	data[KEY] = states as IDataObject;
}
