import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import { CREDENTIAL } from './api/auth';
import { openClient, type ApiClient } from './api/client';
import type { RequestPlan, Send } from './operation';
import { hintAtMaximum, hintAtSlowDown, watchForMaximum, withProgress } from './progress';
import { countRequests, shareRequests } from './requestPlan';

/** The service, for all items of one execution. */
export interface Accounts {
	/** Sends with the credential of an item. Rejects with what makes that impossible. */
	sendFor: (itemIndex: number) => Send;
	/** Rejects the requests that have not started. */
	stop: () => void;
	/** Shows next to the output what slowed the requests down, and what may be missing. */
	giveHints: () => void;
}

/** The items that use the same credential. */
interface Group {
	credential: ICredentialDataDecryptedObject;
	items: number[];
}

const failWith = (error: unknown): Send => {
	return async () => await Promise.reject(error as Error);
};

/** Up to so many items, the credential is simply read for each. */
const FEW_ITEMS = 20;

/**
 * The credential, if it is the same for all of many items; undefined if an expression in it may read the
 * item, or if it cannot be read. n8n reads and decrypts it anew on each call, which for thousands of items
 * takes longer than their requests. So it is evaluated for some of them, and for an item that does not
 * exist: an expression that reads the item fails there, or returns something else.
 */
async function sharedCredential(
	context: IExecuteFunctions,
	itemCount: number,
): Promise<ICredentialDataDecryptedObject | undefined> {
	if (itemCount <= FEW_ITEMS) return undefined;
	try {
		const credential = await context.getCredentials(CREDENTIAL, 0);
		for (const index of [1, Math.floor(itemCount / 2), itemCount - 1, itemCount]) {
			const other = await context.getCredentials(CREDENTIAL, index);
			if (JSON.stringify(other) !== JSON.stringify(credential)) return undefined;
		}
		return credential;
	} catch {
		return undefined;
	}
}

/**
 * Opens the service for the items that have a plan. n8n evaluates the expressions in a credential for each
 * item, so that one node can work through several accounts. Items with the same credential share one client,
 * and the requests that they have in common.
 */
export async function openAccounts(
	context: IExecuteFunctions,
	plans: Array<RequestPlan | Error>,
	maxConcurrency: number,
): Promise<Accounts> {
	const groups = new Map<string, Group>();
	const sends = new Map<number, Send>();
	const shared = await sharedCredential(context, plans.length);
	for (const [itemIndex, plan] of plans.entries()) {
		if (plan instanceof Error) continue;
		try {
			const credential: ICredentialDataDecryptedObject =
				shared ?? (await context.getCredentials(CREDENTIAL, itemIndex));
			const key = JSON.stringify(credential);
			const group: Group = groups.get(key) ?? { credential, items: [] };
			group.items.push(itemIndex);
			groups.set(key, group);
		} catch (error) {
			sends.set(itemIndex, failWith(error));
		}
	}

	const connections: Array<{ client: ApiClient; suspected: () => number | undefined }> = [];
	function connect({ credential, items }: Group): Send {
		try {
			const client = openClient(context, credential, maxConcurrency);
			const watched = watchForMaximum(client.send);
			connections.push({ client, suspected: watched.suspected });
			const own = items.map((itemIndex) => plans[itemIndex] as RequestPlan);
			const send = withProgress(watched.send, countRequests(own), context.logger);
			return shareRequests(send, own);
		} catch (error) {
			return failWith(error);
		}
	}
	for (const group of groups.values()) {
		const send = connect(group);
		for (const itemIndex of group.items) sends.set(itemIndex, send);
	}

	return {
		sendFor: (itemIndex) => sends.get(itemIndex) ?? failWith(new Error('The item has no plan')),
		stop: () => connections.forEach(({ client }) => client.stop()),
		giveHints: () => {
			for (const { client, suspected } of connections) {
				hintAtSlowDown(context, client.throttleStats());
				hintAtMaximum(context, suspected());
			}
		},
	};
}
