import { afterAll, beforeAll, expect, test } from 'vitest';

import { runContract } from '../../contract/run.mts';
import { type FactKey, VARIANTS } from '../../sandbox/facts/index.mts';
import { behaviorSeen, NOT_SEEN, type ReportLine } from '../../sandbox/facts/report.mts';
import { type Sandbox, startSandbox } from '../../sandbox/server.mts';

/** Far enough back for the longest requested range, with records on every day. */
const ACCOUNT = { days: 95, chatsPerDay: 8 };

let sandbox: Sandbox;
let usual: ReportLine[];
beforeAll(async () => {
	sandbox = await startSandbox(ACCOUNT);
	usual = await reportOf(sandbox);
}, 30_000);
afterAll(async () => await sandbox.close());

async function reportOf(asked: Sandbox): Promise<ReportLine[]> {
	const { baseUrl, token, accountId } = asked;
	const { lines, stopped, left } = await runContract({
		baseUrl,
		token,
		accountId,
		signal: AbortSignal.timeout(60_000),
		webhooksOn: { widgetId: undefined },
		listen: {
			address: null,
			port: 0,
			timeoutMs: 3000,
			repeatMs: 60,
			onReady: async () => void (await asked.act({ type: 'missedChat' })),
		},
	});
	expect(stopped).toBeNull();
	if (asked.behavior['created-id'] !== 'absent') expect(left).toEqual([]);
	return lines;
}

/** The lines of `report` that differ from the default. */
const changedIn = (report: ReportLine[]): Partial<Record<FactKey, string>> =>
	Object.fromEntries(
		report
			.filter(({ seen }, index) => seen !== usual[index]?.seen)
			.map(({ fact, seen }) => [fact, seen]),
	);

/** The days cannot be determined if the dates of a request are ignored. */
const NO_DAYS = {
	'date-to': NOT_SEEN,
	'days-zone': NOT_SEEN,
	'most-rows': NOT_SEEN,
	'longest-range': NOT_SEEN,
} as const;

/** Facts that a variant of another fact hides or changes. */
const CONSEQUENCES: Record<string, Partial<Record<FactKey, string>>> = {
	'record-ids-numbers': { 'created-id': 'id: number', 'id-case': NOT_SEEN },
	'missing-values-absent': {
		'chat-fields': 'without visitorCustom3, visitorCustom4, visitorCustom5, visitorCustom6',
	},
	'history-blank': { 'message-types': NOT_SEEN },
	'filter-id-ignored': { 'id-case': NOT_SEEN, 'single-record': NOT_SEEN },
	'filter-date_from-ignored': { 'bad-date': '200 with records', ...NO_DAYS },
	'filter-date_to-ignored': NO_DAYS,
	'created-id-absent': {
		'second-webhook': NOT_SEEN,
		'delete-by-widget': NOT_SEEN,
		'delete-by-id': NOT_SEEN,
		'delete-response': NOT_SEEN,
		'delete-again': NOT_SEEN,
	},
};

test('the default sandbox behaves as the package assumes, in every line of the report', () => {
	expect(usual.filter(({ same }) => same !== true)).toEqual([]);
});

test.each(Object.keys(VARIANTS))(
	'the variant %s changes its own line of the report and no other',
	async (name) => {
		sandbox.reset();
		sandbox.setVariants([name]);
		const report = await reportOf(sandbox);
		expect(changedIn(report)).toEqual({ ...VARIANTS[name], ...CONSEQUENCES[name] });
	},
);

test('a sandbox that loads a report behaves like the service of that report', async () => {
	sandbox.reset();
	sandbox.setVariants(['chats-list-nested-twice', 'dates-older', 'date-to-excludes-its-day']);
	const report = await reportOf(sandbox);
	const twin = await startSandbox({ ...ACCOUNT, behavior: behaviorSeen(report) });
	expect(await reportOf(twin)).toEqual(report);
	await twin.close();
});
