import { beforeEach, describe, expect, it } from 'vitest';
import { publish, runWorkflow, unpinned, type Workflow } from '../../../scripts/n8n/index.mts';
import type { ExampleServer } from '../exampleServer.mts';
import {
	byId,
	executionsOf,
	expectNotReady,
	expectSameShape,
	pinned,
	rowsOf,
	withParameters,
} from '../exampleWorkflows.mts';
import type { Slack } from '../standIns/slack.mts';

export function testMissedChatsToSlack(server: ExampleServer, slack: Slack): void {
	describe('missed chats to Slack', () => {
		const slackNode = 'n8n-nodes-base.slack';
		let file: Workflow;

		beforeEach(async () => {
			slack.messages.length = 0;
			const data = { accessToken: slack.token };
			file = await server.exampleWith('missed-chats-to-slack', slackNode, {
				type: 'slackApi',
				data,
			});
		});

		const filled = () => withParameters(file, 'Send Message', { channelId: byId(slack.channel) });

		it('does not run before a channel is chosen', async () => {
			await expectNotReady(server.n8n, await server.importsConnected(file), 'Chat Missed');
			expect(slack.messages).toEqual([]);
		});

		it('posts its sample chat with a link to the page', async () => {
			await runWorkflow(server.n8n, await server.importsConnected(filled()), {
				from: 'Chat Missed',
			});
			expect(slack.messages).toMatchObject([
				{
					channel: slack.channel,
					text:
						'*Missed chat:* Omar Haddad (omar.haddad@example.com)\n' +
						'Page: <https://example.com/pricing|where the visitor was>\n' +
						'Omar Haddad: Is anybody there?',
				},
			]);
		});

		it('posts each missed chat once, without the visitor’s markup', async () => {
			const workflow = await server.importsConnected(unpinned(filled()));
			expect((await publish(server.n8n, workflow.id)).status).toBe('published');
			await server.sandbox.act({ type: 'chat' });
			const visitor = { name: '<!channel> & Co', email: 'ana@example.com' };
			await server.sandbox.act({ type: 'missedChat', visitor, message: 'Hello <@U123>?' });
			await server.expectRuns(workflow, 1);
			expect(slack.messages).toHaveLength(1);
			expect(slack.messages[0]?.text).toContain('&lt;!channel&gt; &amp; Co (ana@example.com)');
			expect(slack.messages[0]?.text).toContain('Hello &lt;@U123&gt;?');
			const [execution] = await executionsOf(server.n8n, workflow);
			if (execution) {
				expectSameShape(pinned(file, 'Chat Missed'), rowsOf(execution, 'Chat Missed'));
			}
		});
	});
}
