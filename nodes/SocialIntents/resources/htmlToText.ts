const ENTITIES: Partial<Record<string, string>> = {
	amp: '&',
	apos: "'",
	gt: '>',
	lt: '<',
	nbsp: ' ',
	quot: '"',
};

function decodeEntities(text: string): string {
	return text.replace(
		/&(?:#(\d{1,6})|#x([\da-f]{1,5})|(\w{1,32}));/gi,
		(entity: string, decimal?: string, hex?: string, name?: string) => {
			if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
			if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
			return ENTITIES[name?.toLowerCase() ?? ''] ?? entity;
		},
	);
}

/** The text that a browser shows of some HTML, in time that grows with its length and no faster. */
export function htmlToText(html: string): string {
	let text = '';
	let hiddenIn: string | undefined;
	for (const part of html.split(/(<!--|-->|<[a-z/!?][^<>]*>)/i)) {
		const [, slash, name = ''] = /^<(\/?)([a-z]\w*)/i.exec(part) ?? [];
		const tag = name.toLowerCase();
		if (hiddenIn !== undefined) {
			const isEnd = hiddenIn === '-->' ? part === '-->' : slash === '/' && tag === hiddenIn;
			if (isEnd) hiddenIn = undefined;
		} else if (part === '<!--') {
			hiddenIn = '-->';
		} else if (!/^<[a-z/!?].*>$/is.test(part)) {
			text += part.replace(/\s+/g, ' ');
		} else if (slash === '' && ['script', 'style', 'title'].includes(tag)) {
			hiddenIn = tag;
		} else if (tag === 'br' || (slash === '/' && /^(p|div|li|tr|h\d)$/.test(tag))) {
			text += '\n';
		}
	}
	const lines = text.split('\n').map((line) => line.trim());
	return decodeEntities(lines.join('\n')).trim();
}
