import { DateTime } from 'luxon';
import type { ApiRecord } from '../operation';
import { chatRecord } from './recordTypes';
import { transcriptText } from './transcriptText';

const ENTITIES: Partial<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

const escapeHtml = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** The service's HTML may contain what a visitor wrote: no script in it runs. */
const POLICY = "default-src 'none'; img-src https: data:; style-src 'unsafe-inline'";

const STYLE = `body { font: 16px/1.5 system-ui, sans-serif; color: #222; max-width: 45rem; margin: 2rem auto; padding: 0 1rem; }
header { border-bottom: 1px solid #ccc; margin-bottom: 1.5rem; padding-bottom: 1rem; }
h1 { font-size: 1.4rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; margin: 0; }
dt { color: #666; }
dd { margin: 0; overflow-wrap: anywhere; }
pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }`;

interface PageOptions {
	/** The chat's date in milliseconds; null if it cannot be read. */
	time: number | null;
	/** IANA name of the time zone in which the date is shown. */
	timezone: string;
	widgetName?: string | null;
}

function startOf({ time, timezone }: PageOptions): string | undefined {
	if (time === null) return undefined;
	const start = DateTime.fromMillis(time, { zone: timezone, locale: 'en-US' });
	return `${start.toFormat('LLLL d, yyyy, HH:mm')} (${timezone})`;
}

function link(url: string): string {
	const text = escapeHtml(url);
	return /^https?:\/\//i.test(url) ? `<a href="${text}" rel="noreferrer">${text}</a>` : text;
}

function headingOf(record: ApiRecord, options: PageOptions): { title: string; html: string } {
	const chat = chatRecord.simplify(record, options.time);
	const { visitorFullName, visitorEmail, visitorPhone, agentName, page, startDate, widgetId } =
		chat;
	const join = (...values: unknown[]) => values.filter(Boolean).map(String).join(', ');
	const title = `Chat with ${join(visitorFullName ?? visitorEmail ?? 'a visitor')}`;
	const details: Array<[term: string, value: string]> = [
		['Visitor', escapeHtml(join(visitorFullName, visitorEmail, visitorPhone))],
		['Date', escapeHtml(startOf(options) ?? join(startDate))],
		['Agent', escapeHtml(join(agentName))],
		['Widget', escapeHtml(join(options.widgetName ?? widgetId))],
		['Page', link(join(page))],
	];
	const list = details
		.filter(([, value]) => value !== '')
		.map(([term, value]) => `<dt>${term}</dt><dd>${value}</dd>`);
	const html = `<header>\n<h1>${escapeHtml(title)}</h1>\n<dl>\n${list.join('\n')}\n</dl>\n</header>`;
	return { title: escapeHtml(title), html };
}

/**
 * The transcript as a page that can be read by itself: who, when, where, then the service's own HTML, or
 * the plain text where it has none. A whole page of the service gets the heading inside.
 */
export function htmlPage(record: ApiRecord, options: PageOptions): string {
	const { title, html } = headingOf(record, options);
	const written = typeof record.htmlBody === 'string' ? record.htmlBody.trim() : '';
	const body = /<body[^<>]*>/i.exec(written);
	if (body && /<html[\s>]/i.test(written)) {
		const start = body.index + body[0].length;
		return `${written.slice(0, start)}\n${html}\n${written.slice(start)}`;
	}
	const content = written || `<pre>${escapeHtml(transcriptText(record) ?? '')}</pre>`;
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${title}</title>
<style>
${STYLE}
</style>
</head>
<body>
${html}
<main>
${content}
</main>
</body>
</html>
`;
}
