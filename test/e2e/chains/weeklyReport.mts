import { DateTime } from 'luxon';
import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Chat } from '../../../sandbox/data/records.mts';
import type { Sandbox, SandboxOptions } from '../../../sandbox/server.mts';
import {
	runWorkflow,
	unpinned,
	withCredential,
	type Execution,
	type Workflow,
} from '../../../scripts/n8n/index.mts';
import type { ExampleServer } from '../exampleServer.mts';
import {
	chatsOf,
	expectNotReady,
	expectSameShape,
	pinned,
	rowsOf,
	withParameters,
} from '../exampleWorkflows.mts';
import { startMailbox, type Mailbox } from '../standIns/mailbox.mts';

const source = 'Get Chats from Last Week';
const HEADINGS = ['Widget', 'Agent', 'Answered', 'Missed', 'First response', 'Duration'];

const PLAIN_TAG =
	/^<\/?(h2|p|br|table|tr|td|th)( (align|bgcolor|border|cellpadding|cellspacing|height|width)="[#\w]+")*>$/;

/** The Monday of this week, in n8n's time zone, which is that of this machine. */
const monday = () => DateTime.local().startOf('week');

const unescaped = (html: string) =>
	html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** The rows of the table that starts with the headings, as text. */
function tableIn(html: string): string[][] {
	const rows = [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row = '']) =>
		[...row.matchAll(/<t[dh] align="\w+">(.*?)<\/t[dh]>/g)].map(([, cell = '']) => unescaped(cell)),
	);
	const first = rows.findIndex((row) => row[0] === HEADINGS[0]);
	expect(rows[first]).toEqual(HEADINGS);
	return rows.slice(first + 1);
}

/** The text of the chart for each widget, and the width of its bars in pixels. */
const barsIn = (html: string) =>
	[
		...html.matchAll(
			/<tr><td>([^<]*)<\/td><td><table[^>]*><tr>(.*?)<\/tr><\/table><\/td><td>(.*?)<\/td><\/tr>/g,
		),
	].map(([, widget = '', bars = '', words = '']) => ({
		widget: unescaped(widget),
		words,
		widths: [...bars.matchAll(/width="(\d+)"/g)].map(([, width]) => Number(width)),
	}));

const meanOf = (values: number[]) =>
	Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);

function clock(values: number[]): string {
	if (values.length === 0) return '–';
	const seconds = meanOf(values);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function firstResponses({ messages = [] }: Chat): number[] {
	const asked = messages?.find(({ type }) => type === 'messageToAgent')?.timestamp ?? NaN;
	const answer = messages?.find(
		({ type, timestamp }) => type === 'messageToVisitor' && timestamp > asked,
	);
	return answer ? [Math.round((answer.timestamp - asked) / 1000)] : [];
}

/** The table of the report, computed from the sandbox's own data. */
function expectedTable({ data: { widgets } }: Sandbox, chats: Chat[]): string[][] {
	const nameOf = ({ appId }: Chat) => widgets.find(({ id }) => id === appId)?.name ?? '';
	const agentOf = ({ chatType, agentName }: Chat) =>
		chatType === 'Missed' ? 'Nobody' : String(agentName);
	const keys = new Set(chats.map((chat) => `${nameOf(chat)}\n${agentOf(chat)}`));
	return [...keys].map((key) => {
		const [widget = '', agent = ''] = key.split('\n');
		const group = chats.filter((chat) => nameOf(chat) === widget && agentOf(chat) === agent);
		const answered = group.filter(({ chatType }) => chatType === 'Answered');
		return [
			widget,
			agent,
			String(answered.length),
			String(group.length - answered.length),
			clock(answered.flatMap(firstResponses)),
			clock(answered.map(({ duration }) => Number(duration))),
		];
	});
}

export function testWeeklyReport(server: ExampleServer): void {
	describe('weekly report', () => {
		let mailbox: Mailbox;
		let unaddressed: Workflow;
		let file: Workflow;

		beforeEach(async () => {
			mailbox = await startMailbox();
			const { port, user, password } = mailbox;
			const host = '127.0.0.1';
			unaddressed = await server.exampleWith('weekly-report', 'n8n-nodes-base.emailSend', {
				type: 'smtp',
				data: { host, port, user, password, secure: false, disableStartTls: true },
			});
			const addresses = { fromEmail: 'n8n@example.com', toEmail: 'team@example.com' };
			file = withParameters(unaddressed, 'Send Report', addresses);
		});

		afterEach(async () => await mailbox[Symbol.asyncDispose]());

		/** Runs the example on an account and returns the email. */
		async function report(options: SandboxOptions) {
			const { account, credential } = await server.accountWith(options);
			const workflow = await server.imports(withCredential(unpinned(file), credential));
			const execution = await runWorkflow(server.n8n, workflow, { from: 'Run Manually' });
			return { account, execution, html: mailOf(execution) };
		}

		function mailOf(execution: Execution): string {
			rowsOf(execution, 'Send Report');
			const mail = mailbox.mails.pop();
			const day = (weeks: number, days: number) =>
				monday().plus({ weeks, days }).setLocale('en').toFormat('MMM d');
			expect(mail?.recipients).toEqual(['team@example.com']);
			expect(mail?.subject).toBe(`Live chat, ${day(-1, 0)} to ${day(-1, 6)}`);
			expect(mail?.attachments).toEqual([]);
			const html = mail?.html ?? '';
			// Only tables and text: no external resources are loaded, so nobody can track the email.
			for (const [tag] of html.matchAll(/<[^>]*>/g)) expect(tag).toMatch(PLAIN_TAG);
			return html;
		}

		it('does not run before the addresses are filled in', async () => {
			const workflow = await server.importsConnected(unaddressed);
			await expectNotReady(server.n8n, workflow, 'Run Manually');
			expect(mailbox.mails).toEqual([]);
		});

		it('emails the figures of its sample chats', async () => {
			const workflow = await server.imports(file);
			const execution = await runWorkflow(server.n8n, workflow, { from: 'Run Manually' });
			const html = mailOf(execution);
			expect(tableIn(html)).toEqual([
				['Help Center', 'Dana Fox', '1', '0', '0:15', '6:58'],
				['Main Website', 'Sam Lee', '2', '0', '0:33', '9:36'],
				['Main Website', 'Nobody', '0', '1', '–', '–'],
			]);
			expect(barsIn(html)).toEqual([
				{ widget: 'Help Center', words: '1 answered, 0 missed', widths: [100] },
				{ widget: 'Main Website', words: '2 answered, 1 missed', widths: [200, 100] },
			]);
		});

		it('emails last week’s figures, which match the account’s data', async () => {
			const { account, execution, html } = await report({ days: 21, chatsPerDay: 60 });
			const [from, to] = [monday().minus({ weeks: 1 }).toMillis(), monday().toMillis()];
			const chats = chatsOf(account).filter(({ startDate }) => {
				const time = Date.parse(startDate ?? '');
				return time >= from && time < to;
			});
			const expected = expectedTable(account, chats);
			expect(expected.length).toBeGreaterThan(10);
			expect(tableIn(html).sort()).toEqual(expected.sort());
			expectSameShape(pinned(file, source), rowsOf(execution, source));
			const widest = barsIn(html).map(({ widths }) => widths.reduce((sum, width) => sum + width));
			expect(Math.abs(Math.max(...widest) - 300)).toBeLessThanOrEqual(1);
		});

		it('shows names as text, whatever they contain, and a dash for an unknown time', async () => {
			const hostile = '<img src=x onerror=alert(1)> & "=1+1"';
			const startDate = monday().minus({ days: 2 }).toUTC().toISO() ?? '';
			const [widget] = server.sandbox.data.widgets;
			const chat = { chatType: 'Answered' as const, startDate, appId: widget?.id };
			const chats = [
				{ ...chat, id: 'one', agentName: hostile },
				{ ...chat, id: 'two' },
			];
			const widgets = [{ ...(widget ?? expect.unreachable()), name: hostile }];
			const { html } = await report({ data: { widgets, chats } });
			expect(tableIn(html).sort()).toEqual([
				[hostile, hostile, '1', '0', '–', '–'],
				[hostile, 'Unknown agent', '1', '0', '–', '–'],
			]);
		});

		it('reports a week without chats', async () => {
			const { html } = await report({ data: {} });
			expect(html).toContain('<p>No chats.</p>');
			expect(html).not.toContain('<table');
		});

		it('counts every chat of two weeks once in the reports of two consecutive Mondays', async () => {
			const [first, end] = [monday().minus({ days: 8 }), monday().plus({ days: 8 })];
			const hours = Array.from({ length: 16 * 24 }, (_, hour) => first.plus({ hours: hour }));
			// The first and the last second of a week.
			const edges = [-1, 0, 1].flatMap((weeks) => [
				monday().plus({ weeks, seconds: -1 }),
				monday().plus({ weeks, seconds: 1 }),
			]);
			const starts = [...hours, ...edges].filter((start) => start < end);
			/** The account as of this Monday or the next one, when everything is a week older. */
			async function reportedOn(weeks: number): Promise<unknown[]> {
				const chats = starts.map((start) => ({
					id: start.toUTC().toISO() ?? '',
					chatType: 'Answered' as const,
					startDate: start.minus({ weeks }).toUTC().toISO({ suppressMilliseconds: true }),
				}));
				const { execution, html } = await report({ data: { chats } });
				const rows: IDataObject[] = rowsOf(execution, source);
				const answered = tableIn(html).map((row) => Number(row[2]));
				expect(answered.reduce((sum, count) => sum + count)).toBe(rows.length);
				return rows.map(({ id }) => id);
			}

			const [one, two] = [await reportedOn(0), await reportedOn(1)];
			const expected = (from: DateTime, to: DateTime) =>
				starts
					.filter((start) => start >= from && start < to)
					.map((start) => start.toUTC().toISO())
					.sort();
			expect(one.sort()).toEqual(expected(monday().minus({ weeks: 1 }), monday()));
			expect(two.sort()).toEqual(expected(monday(), monday().plus({ weeks: 1 })));
			expect(one.filter((id) => two.includes(id))).toEqual([]);
		});
	});
}
