import { writeFile } from 'node:fs/promises';

import { FACTS, VARIANTS } from '../sandbox/facts/index.mts';
import { NOT_KEPT } from '../sandbox/facts/notKept.mts';
import type { Fact } from '../sandbox/facts/fact.mts';

const INTRODUCTION = `<!-- Written by \`npm run contract:page\` from sandbox/facts. -->

# What is known about the service

We had no Social Intents account to test with. The package is built from the service's
documentation and from other people's working code. This page lists every fact it relies on, how certain it is,
and what happens if it is different in your account.

## Check it with your account

\`\`\`bash
SOCIAL_INTENTS_API_TOKEN=… npm run contract -- --json report.json
\`\`\`

This takes about a minute, only reads, and sends one request at a time. The report contains key names, types,
patterns, and counts, but no record values, token, or names, so it can be attached to an issue. With
\`SOCIAL_INTENTS_ACCOUNT_ID\` it also checks Basic Auth. \`--webhooks --widget <id>\` also registers webhooks on
that widget and deletes them again; \`--listen <public URL>\` also waits for a delivery.
The exit code is 0 if everything is as assumed, 1 if something differs, and 2 if the service could not be reached.

## Try the nodes against a different service

\`\`\`bash
npm run sandbox -- --variant date-to-excludes-its-day --variant dates-older
npm run sandbox -- --as report.json
\`\`\`

The first command changes the sandbox's behavior; the second makes it behave like the service in a report. While it runs,
\`POST /sandbox/variants\` with \`{ "variants": ["dates-older"] }\` does the same.

## The facts

*documented*: by the service. *seen*: in other people's working code. *inferred*: not confirmed.
`;

const NOT_KEPT_INTRODUCTION = `The nodes run against every variant in n8n 1 and 2. The checks for the Social Intents node: no record is lost
or returned twice; only the requested days are returned; dates are correct; the newest records come first; Return All
works without dates and with 3 Days per Request; Get works for an old ID and reports an unknown one; after a 429, the
node waits as requested. Where a variant may affect them, these are checked too: the other lists, the filters, a time
zone west of UTC, Check Status, Basic Auth, and one clear message for a rejected credential. For the webhook trigger: it
starts and stops; there is one webhook per event; each event starts the workflow once; no webhook is left. For the polling trigger: it starts; a wrong token stops publishing with a
message; no record is lost or emitted twice; no records are from before the past days or from another widget; dates and
events are correct; it continues after a failure. These are the exceptions.`;

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => `\`${cell(text)}\``;

function row({ key, question, assumed, certainty, otherwise }: Fact): string {
	const cells = [code(key), cell(question), cell(assumed), certainty, cell(otherwise)];
	return `| ${cells.join(' | ')} |`;
}

const variantRow = ([name, behavior]: [string, object]): string => {
	const values = Object.entries(behavior).map(([fact, value]) => `${code(fact)}: ${cell(value)}`);
	return `| ${code(name)} | ${values.join('<br>')} |`;
};

/** docs/service.md, from the table of facts. */
export const servicePage = (): string =>
	[
		INTRODUCTION,
		'| Fact | Question | Assumed | Certainty | If it is different |',
		'| --- | --- | --- | --- | --- |',
		...FACTS.map(row),
		'',
		'## Known exceptions',
		'',
		NOT_KEPT_INTRODUCTION,
		'',
		'<!-- exceptions -->',
		'',
		'| Variant | Not kept | Why |',
		'| --- | --- | --- |',
		...Object.entries(NOT_KEPT).map(
			([name, { promises, why }]) => `| ${code(name)} | ${promises.join('<br>')} | ${why} |`,
		),
		'',
		'<!-- end of exceptions -->',
		'',
		'## Variants of the sandbox',
		'',
		'<!-- variants -->',
		'',
		'| Variant | Answers |',
		'| --- | --- |',
		...Object.entries(VARIANTS).map(variantRow),
		'',
		'<!-- end of variants -->',
		'',
	].join('\n');

if (import.meta.main) {
	await writeFile(new URL('../docs/service.md', import.meta.url), servicePage());
}
