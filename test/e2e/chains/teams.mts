import { beforeEach, describe, expect, it } from 'vitest';
import { publish, runWorkflow, unpinned, type Workflow } from '../../../scripts/n8n/index.mts';
import type { ExampleServer } from '../exampleServer.mts';
import { byId, expectNotReady, withParameters } from '../exampleWorkflows.mts';
import type { Teams } from '../standIns/teams.mts';

export function testMissedChatsToTeams(server: ExampleServer, teams: Teams): void {
	describe('missed chats to Microsoft Teams', () => {
		let file: Workflow;

		beforeEach(async () => {
			teams.messages.length = 0;
			file = await server.exampleWith('missed-chats-to-teams', 'n8n-nodes-base.microsoftTeams', {
				type: 'microsoftTeamsOAuth2Api',
				data: {
					clientId: 'client',
					clientSecret: 'secret',
					oauthTokenData: { access_token: teams.token, token_type: 'Bearer' },
				},
			});
		});

		const filled = () =>
			withParameters(file, 'Send Message', {
				teamId: byId(teams.teamId),
				channelId: byId(teams.channelId),
			});

		it('does not run before a team and a channel are chosen', async () => {
			await expectNotReady(server.n8n, await server.importsConnected(file), 'Chat Missed');
			expect(teams.messages).toEqual([]);
		});

		it('posts its sample chat with a link to the page', async () => {
			await runWorkflow(server.n8n, await server.importsConnected(filled()), {
				from: 'Chat Missed',
			});
			expect(teams.messages).toEqual([
				'<b>Missed chat:</b> Omar Haddad (omar.haddad@example.com)<br>' +
					'Page: <a href="https://example.com/pricing">where the visitor was</a><br>' +
					'Omar Haddad: Is anybody there?',
			]);
		});

		it('posts each missed chat once, without the visitor’s markup', async () => {
			const workflow = await server.importsConnected(unpinned(filled()));
			expect((await publish(server.n8n, workflow.id)).status).toBe('published');
			const visitor = { name: '<img src=x>', email: 'ana@example.com' };
			await server.sandbox.act({ type: 'missedChat', visitor, message: 'a < b' });
			await server.expectRuns(workflow, 1);
			expect(teams.messages).toHaveLength(1);
			expect(teams.messages[0]).toContain('&lt;img src=x&gt; (ana@example.com)');
			expect(teams.messages[0]).toContain('a &lt; b');
		});
	});
}
