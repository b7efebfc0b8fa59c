import { expect } from 'vitest';
import type { Action } from '../../../../sandbox/control/actions.mts';
import type { Execution } from '../../../../scripts/n8n/index.mts';
import { example, withParameters } from '../../exampleWorkflows.mts';
import { startMailbox } from '../../standIns/mailbox.mts';
import { startStandIn } from '../../standIns/server.mts';
import { dataTable, fieldsWith, poll, start, withModel, type Arrivals } from './stage.mts';

const chatWith = (text: string): Action => ({ type: 'chat', fields: fieldsWith(text) });
const missedChatWith = (text: string): Action => ({ type: 'missedChat', fields: fieldsWith(text) });

const unescaped = (html: string) =>
	html
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&quot;', '"')
		.replaceAll('&#39;', "'")
		.replaceAll('&amp;', '&');

export const transcriptsByMail: Arrivals = async (stage, texts) => {
	const { port, user, password, mails } = stage.stops.use(await startMailbox());
	const data = { host: '127.0.0.1', port, user, password, secure: false, disableStartTls: true };
	const node = 'n8n-nodes-base.emailSend';
	const file = await stage.server.exampleWith('transcripts-by-mail', node, { type: 'smtp', data });
	const addresses = { fromEmail: 'n8n@example.com', toEmail: 'team@example.com' };
	await start(stage, withParameters(file, 'Send Email', addresses), texts.map(chatWith));
	for (const { recipients } of mails) expect(recipients).toEqual(['team@example.com']);
	const pages = mails.map(({ attachments: [page] }) =>
		Buffer.from(page?.content as ArrayBuffer).toString(),
	);
	for (const page of pages) expect(page).not.toMatch(/<script/i);
	return {
		subjects: mails.map(({ subject }) => subject?.replace(/^Chat with /, '')),
		bodies: mails.map(({ text }) => text?.trimEnd()),
		pages: pages.map((page) => unescaped(/<pre>(.*)<\/pre>/s.exec(page)?.[1] ?? '')),
	};
};

export const missedChatsToMessage: Arrivals = async (stage, texts) => {
	const channel = stage.stops.use(await startStandIn(() => ({ status: 200, body: { ok: true } })));
	const file = await example('missed-chats-to-message');
	const { url } = channel;
	await start(stage, withParameters(file, 'Send Message', { url }), texts.map(missedChatWith));
	const messages = channel.requests.map(({ body }) => JSON.parse(body) as { text: string });
	return {
		names: messages.map(({ text }) => /^Missed chat: (.*) \(.*\)\nPage: /s.exec(text)?.[1]),
		transcripts: messages.map(({ text }) => /\nPage: .*?\n(.*)$/s.exec(text)?.[1]),
	};
};

export const everyEvent: Arrivals = async (stage, texts) => {
	const file = await example('every-event-of-the-chat');
	const executions = await start(stage, file, texts.map(chatWith));
	const outputs = ({ data }: Execution) =>
		(data.resultData.runData['Route by Event']?.[0]?.data?.main ?? []).map((items) =>
			items?.map(({ json }) => json.visitorFullName),
		);
	return { answered: executions.flatMap((execution) => outputs(execution)[0] ?? []) };
};

export const chatsByTopic: Arrivals = async (stage, texts) => {
	const asked: Array<string | null | undefined> = [];
	const { parameters, column } = await dataTable(stage, [
		'chatId',
		'startDate',
		'topic',
		'summary',
	]);
	const { file } = await withModel(stage, 'chats-by-topic', ({ messages }) => {
		const text = messages.at(-1)?.content;
		asked.push(text);
		return { content: JSON.stringify({ topic: 'Other', summary: text }) };
	});
	await poll(stage, withParameters(file, 'Save Topic', parameters), texts.map(chatWith));
	return { asked, summaries: await column('summary') };
};
