import { createHash } from 'crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { normalizeBaseUrl } from '../../api/baseUrl';
import { idKey } from '../../api/ids';

/** The account that a state belongs to, as hashes, because static data is no place for secrets. */
export interface Account {
	/** Changes with the credential, its token and its host. */
	credential: string;
	/** The account ID, with Basic Auth. */
	accountId?: string;
	/** The IDs of the widgets; undefined until the service has returned them. */
	widgets?: string[];
}

const HASH_LENGTH = 12;
const MAX_WIDGETS = 200;

const hash = (...values: unknown[]): string =>
	createHash('sha256').update(JSON.stringify(values)).digest('base64').slice(0, HASH_LENGTH);

/** The account, as far as its credential tells. `id` is the ID of the credential in n8n. */
export function accountOf(
	credential: ICredentialDataDecryptedObject,
	id: string | null | undefined,
): Account {
	const { authentication, accountId, apiToken, baseUrl } = credential;
	const isBasic = authentication === 'basicAuth';
	const address = normalizeBaseUrl(baseUrl);
	const host = 'url' in address ? new URL(address.url).host : '';
	const account = isBasic ? String(accountId ?? '').trim() : '';
	return {
		credential: hash(id ?? '', host, account, String(apiToken ?? '').trim()),
		...(isBasic && { accountId: hash(account) }),
	};
}

/** The fingerprint of the account's widgets. */
export const widgetHashes = (ids: string[]): string[] =>
	ids.slice(0, MAX_WIDGETS).map((id) => hash(idKey(id)));

/**
 * Whether a credential belongs to another account than before. With Basic Auth the account ID decides.
 * A token does not tell its account: then it is the same account if any of the widgets is the same, or if
 * they are not known. `fetchWidgetIds` returns the IDs of the widgets, or undefined if it cannot.
 */
export async function compareAccounts(
	before: Account | undefined,
	now: Account,
	fetchWidgetIds: () => Promise<string[] | undefined>,
): Promise<{ account: Account; isOther: boolean }> {
	if (!before) return { account: now, isOther: false };
	const { widgets: known = [] } = before;
	if (before.credential === now.credential) return { account: before, isOther: false };
	if (before.accountId !== undefined && now.accountId !== undefined) {
		const isOther = before.accountId !== now.accountId;
		return { account: isOther ? now : { ...now, widgets: before.widgets }, isOther };
	}
	const ids = await fetchWidgetIds();
	const widgets = ids && widgetHashes(ids);
	if (!widgets || widgets.length === 0) {
		return { account: { ...now, widgets: before.widgets }, isOther: false };
	}
	const isSame = known.length === 0 || widgets.some((widget) => known.includes(widget));
	return { account: { ...now, widgets }, isOther: !isSame };
}

/** The account with the widgets of new records added: users replace widgets over time. */
export function withWidgetsOf(account: Account, ids: string[]): Account {
	const { widgets } = account;
	if (widgets === undefined) return account;
	const known = new Set(widgets);
	const added = widgetHashes([...new Set(ids)]).filter((widget) => !known.has(widget));
	if (added.length === 0) return account;
	return { ...account, widgets: [...added, ...widgets].slice(0, MAX_WIDGETS) };
}
