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

This takes about a minute, only reads, and sends one request at a time. The report holds key names, types,
patterns and counts, never a value of a record, the token or a name, so it can be attached to an issue. With
\`SOCIAL_INTENTS_ACCOUNT_ID\` it checks Basic Auth too. \`--webhooks --widget <id>\` also registers webhooks on
that widget and deletes them again; \`--listen <public address>\` waits for a delivery as well.
The exit code is 0 if everything is as assumed, 1 if something differs, and 2 if the service could not be asked.

## Try the nodes against a different service

\`\`\`bash
npm run sandbox -- --variant date-to-excludes-its-day --variant dates-older
npm run sandbox -- --as report.json
\`\`\`

The first command makes the sandbox behave differently, the second like the service of a report. While it runs,
\`POST /sandbox/variants\` with \`{ "variants": ["dates-older"] }\` does the same.

## The facts

*documented*: by the service. *seen*: in other people's working code. *inferred*: not confirmed.
`;

const NOT_KEPT_INTRODUCTION = `Both n8n lines run the nodes against the variants. For the action node the checks are: no record lost,
none twice, only the days asked for, right dates, the newest first, Return All without dates, 3 Days per
Request, Get for an old and for an unknown ID, waiting as asked after a 429. For the webhook trigger: it starts
and stops, one webhook for each event, each event starts the workflow once, no webhook is left. For the polling
trigger: it starts, a wrong token stops the publication with a message, no record lost, none twice, nothing from
before the past days or of another widget, right dates and events, it goes on after a fault. These are the
exceptions.`;

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => `\`${cell(text)}\``;

function row({ key, question, assumed, certainty, otherwise }: Fact): string {
	const cells = [code(key), cell(question), cell(assumed), certainty, cell(otherwise)];
	return `| ${cells.join(' | ')} |`;
}

const variantRow = ([name, behavior]: [string, object]): string => {
	const answers = Object.entries(behavior).map(
		([fact, answer]) => `${code(fact)}: ${cell(answer)}`,
	);
	return `| ${code(name)} | ${answers.join('<br>')} |`;
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
		'| Variant | Not kept | Why |',
		'| --- | --- | --- |',
		...Object.entries(NOT_KEPT).map(
			([name, { promises, why }]) => `| ${code(name)} | ${promises.join('<br>')} | ${why} |`,
		),
		'',
		'## Variants of the sandbox',
		'',
		'| Variant | Answers |',
		'| --- | --- |',
		...Object.entries(VARIANTS).map(variantRow),
		'',
	].join('\n');

if (import.meta.main) {
	await writeFile(new URL('../docs/service.md', import.meta.url), servicePage());
}
