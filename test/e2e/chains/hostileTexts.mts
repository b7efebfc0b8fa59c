import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExampleServer } from '../exampleServer.mts';
import { askAnAgent, chatStartLookup, mcpServer } from '../hostile/texts/assistants.mts';
import {
	chatsByTopic,
	everyEvent,
	missedChatsToMessage,
	transcriptsByMail,
} from '../hostile/texts/chats.mts';
import {
	instantAndComplete,
	leadsToCrm,
	leadsToDataTable,
	leadsToHubSpot,
} from '../hostile/texts/leads.mts';
import type { Arrivals } from '../hostile/texts/stage.mts';
import type { HubSpot } from '../standIns/hubspot.mts';

const TEXTS = [
	'=HYPERLINK("https://example.com","Win") <script>alert(1)</script> {{ $env.PATH }} ${1+1}',
	"invoice\u202efdp.exe\u2066 __proto__ '; DROP TABLE chats; --",
	'a\u0000b half an emoji \ud83d.',
];

const EXAMPLES: Array<[string, Arrivals]> = [
	['transcripts-by-mail', transcriptsByMail],
	['missed-chats-to-message', missedChatsToMessage],
	['every-event-of-the-chat', everyEvent],
	['chats-by-topic', chatsByTopic],
	['new-leads-to-data-table', leadsToDataTable],
	['instant-and-complete', instantAndComplete],
	['new-leads-to-hubspot', leadsToHubSpot],
	['new-leads-to-crm', leadsToCrm],
	['ask-an-ai-agent', askAnAgent],
	['mcp-server', mcpServer],
	['chat-start-lookup', chatStartLookup],
];

/** UTF-8 has no lone surrogates. */
const inUtf8 = (text: unknown) => (typeof text === 'string' ? Buffer.from(text).toString() : text);

/** The other examples have tests of their own for such texts. */
export function testHostileTexts(server: ExampleServer, hubspot: HubSpot): void {
	describe('formulas, scripts, expressions, right-to-left marks, NULs, and lone surrogates', () => {
		let stops: AsyncDisposableStack;

		beforeEach(() => {
			stops = new AsyncDisposableStack();
		});

		afterEach(async () => await stops.disposeAsync());

		it.each(EXAMPLES)('pass through the example %s as text', async (_, arrivals) => {
			const expected = TEXTS.map(inUtf8).sort();
			const arrived = await arrivals({ server, hubspot, stops }, TEXTS);
			for (const [place, texts] of Object.entries(arrived)) {
				expect(texts.map(inUtf8).sort(), place).toEqual(expected);
			}
		});

		it('a transcript of 10 MB arrives by mail in full', async () => {
			const text = 'Ten characters '.slice(0, 10).repeat(1_000_000);
			const { bodies, pages } = await transcriptsByMail({ server, hubspot, stops }, [text]);
			for (const [arrived] of [bodies ?? [], pages ?? []]) expect(arrived === text).toBe(true);
		});
	});
}
