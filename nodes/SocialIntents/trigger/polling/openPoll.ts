import type { INode, IPollFunctions } from 'n8n-workflow';
import { CREDENTIAL } from '../../api/auth';
import { createClient, type ApiClient } from '../../api/client';
import { accountOf, compareAccounts, type Account } from './account';
import { isTransient } from './failures';
import { isDueToTouch, loadState, saveState, type NodeState, type StaticData } from './nodeState';
import { knownStates, otherStates, type PollRun } from './processState';
import type { Widgets } from '../widgets';
import { createWidgetsReader } from './widgets';

/** What a poll starts with. */
export interface OpenPoll {
	api: ApiClient;
	account: Account;
	/** By path; empty if the node starts over. */
	lists: NodeState['lists'];
	readWidgets: () => Promise<Widgets>;
	/** Writes what has changed. */
	save: (account: Account, lists: NodeState['lists'], today: string, isEmitting: boolean) => void;
}

const hasChanged = (before: NodeState | undefined, next: NodeState) =>
	JSON.stringify([before?.nodeId, before?.nodeName, before?.account, before?.lists]) !==
	JSON.stringify([next.nodeId, next.nodeName, next.account, next.lists]);

/** The saved state, also as text, and the known one if n8n did not save that. */
function currentState(node: INode, data: StaticData, key: string) {
	const saved = loadState(node, data);
	const text = JSON.stringify(saved ?? null);
	const known = knownStates.get(key);
	const state = known?.saved === text ? known.state : saved;
	if (state) knownStates.set(key, { saved: text, state });
	return { saved, text, state };
}

/**
 * Reads credential and state, and drops the state of another account. Throws ApiRequestError if the
 * accounts cannot be compared for now, NodeOperationError where the credential cannot be used.
 */
export async function openPoll(context: IPollFunctions, run: PollRun): Promise<OpenPoll> {
	const node = context.getNode();
	const data: StaticData = {
		node: context.getWorkflowStaticData('node'),
		global: context.getWorkflowStaticData('global'),
	};
	const { saved, text, state } = currentState(node, data, run.key);
	const api = await createClient(context, 1);
	const readWidgets = createWidgetsReader(api);
	const fetchWidgetIds = async () => {
		const response = await readWidgets().catch((error: unknown) => ({ error }));
		if ('ids' in response) return response.ids;
		if (isTransient(response.error, false)) throw response.error;
		return undefined;
	};
	const present = accountOf(
		await context.getCredentials(CREDENTIAL),
		node.credentials?.[CREDENTIAL]?.id,
	);
	const known = state?.account?.credential ?? present.credential;
	run.hasWorked = state !== undefined && known === present.credential;
	const { account, isOther } = await compareAccounts(state?.account, present, fetchWidgetIds);
	if (isOther) {
		context.logger.info(
			`The credential of '${node.name}' belongs to another account, so the node starts over`,
		);
	}

	function save(ofAccount: Account, lists: NodeState['lists'], today: string, isEmitting: boolean) {
		const next: NodeState = {
			nodeId: node.id,
			nodeName: node.name,
			revision: (state?.revision ?? 0) + 1,
			savedOn: today,
			account: ofAccount,
			lists,
		};
		if (hasChanged(saved, next) || !saved || isDueToTouch(saved, today)) {
			saveState(data, next, otherStates(context.getWorkflow().id, node.id));
		}
		if (!isEmitting) knownStates.set(run.key, { saved: text, state: next });
	}

	return { api, account, lists: isOther ? {} : (state?.lists ?? {}), readWidgets, save };
}
