import type { ResponseKind } from './responseKinds.mts';
import type { Outcome, Use } from './use.mts';

/** Where a use may end without an error message although the response is a failure. */
interface Exception {
	why: string;
	uses: readonly string[];
	/** Names of kinds; without them, every kind. */
	kinds?: readonly string[];
	isMet(outcome: Outcome): boolean;
}

const UNPUBLISH = 'webhook trigger: unpublish';
const CHECK = 'webhook trigger: check';
const POLLS = ['polling trigger: publish', 'polling trigger: later poll'];

/** A success status without readable data. */
const UNREADABLE = [
	'200 with a number',
	'200 with a string',
	'200 with truncated JSON',
	'200 with an empty body',
	'200 in UTF-16',
	'200 with 20,000 nested lists',
	'200 with 20,000 nested objects',
	'truncated gzip',
];

const LISTS = [
	'chat.getAll',
	'chat.getAll, several windows',
	'missedChat.getAll',
	'offlineMessage.getAll',
	'contact.getAll',
	'widget.getAll',
	'widget search in the editor',
	'widget options in the editor',
	...POLLS,
];

/** Every other failure ends in an error message. */
const EXCEPTIONS: readonly Exception[] = [
	{
		why: 'A trigger warns in the log and continues',
		uses: [CHECK, ...POLLS],
		isMet: ({ log }) => log.some(({ level, message }) => level === 'warn' && message !== ''),
	},
	{
		why: 'The API says that there is nothing',
		uses: LISTS,
		kinds: ['404', '410'],
		isMet: ({ count }) => count === 0,
	},
	{
		why: 'The API says that there is nothing to compare with, or to delete',
		uses: [CHECK, UNPUBLISH],
		kinds: ['404', '410'],
		isMet: ({ count }) => count === 1,
	},
	{
		why: 'The status says that the webhook is deleted',
		uses: ['webhook.delete', UNPUBLISH],
		kinds: UNREADABLE,
		isMet: ({ count }) => count === 1,
	},
	{
		why: "n8n's own request can read JSON of any depth",
		uses: ['credential test'],
		kinds: ['200 with 20,000 nested lists', '200 with 20,000 nested objects'],
		isMet: ({ count }) => count === 1,
	},
];

/** Publishing emits only what comes afterwards. */
const WITHOUT_RECORDS = ['polling trigger: publish'];

/** The names of the uses in the exceptions, which have to exist. */
export const exceptionalUses = [...EXCEPTIONS.flatMap(({ uses }) => uses), ...WITHOUT_RECORDS];
/** The same for the kinds. */
export const exceptionalKinds = EXCEPTIONS.flatMap(({ kinds = [] }) => kinds);

/** Whether a use ended as it must after this response. */
export function endProblems(kind: ResponseKind, use: Use, outcome: Outcome): string[] {
	const { count } = outcome;
	if (kind.ends === 'records') {
		const isExpected = WITHOUT_RECORDS.includes(use.name) ? count === 0 : Number(count) > 0;
		return isExpected ? [] : [`No records: ${outcome.error?.message ?? count}`];
	}
	if (kind.ends !== 'message' || count === undefined) return [];
	const isExcepted = EXCEPTIONS.some(
		({ uses, kinds, isMet }) =>
			uses.includes(use.name) && (kinds?.includes(kind.name) ?? true) && isMet(outcome),
	);
	return isExcepted ? [] : [`The failure is not reported: ${count} records`];
}
