import type { Behavior } from '../facts/index.mts';
import { type ApiResponse, described, envelope } from './responses.mts';

const USUAL: Record<string, string> = {
	chats: 'chats',
	missedchats: 'chats',
	offlinemessages: 'chats',
	contacts: 'contacts',
	apps: 'apps',
};

/** A list as a service with this behavior sends it: possibly under another key or with another form when empty. */
export function inForm(response: ApiResponse, path: string, by: Behavior): ApiResponse {
	const { list } = response;
	if (!list) return response;
	const [name = ''] = path.split('/').filter(Boolean);
	const key = (by as Record<string, string>)[`${name}-list`] ?? list.key;
	if (list.records.length === 0) return emptyList(response, key, by['empty-list']);
	const isOne = list.records.length === 1 && by['single-record'] !== 'a list';
	if (isOne && by['single-record'] === 'the bare record') return asIs(list.records[0]);
	if (!isOne && key === USUAL[name]) return response;
	return asIs(inEnvelope(key, isOne ? list.records[0] : list.records));
}

const asIs = (value: unknown): ApiResponse => ({
	status: 200,
	body: {},
	text: JSON.stringify(value),
});

/** `data.chats` is an object in the envelope, `(bare list)` has no envelope. */
function inEnvelope(key: string, value: unknown): unknown {
	if (key === '(bare list)') return value;
	const inner = key.split('.').reduceRight((within, part) => ({ [part]: within }), value);
	return { ...envelope(true, 200, ''), ...(inner as object) };
}

const EMPTY: Record<string, unknown> = { '[]': [], null: null, '""': '', '{}': {} };

function emptyList(response: ApiResponse, key: string, form: string): ApiResponse {
	if (/^\d/.test(form)) return described(form, 404, 'No records found');
	return form in EMPTY ? asIs(inEnvelope(key, EMPTY[form])) : response;
}
