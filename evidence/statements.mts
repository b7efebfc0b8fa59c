import { marked, type Token, type Tokens } from 'marked';

/** The sentences of a text, in order; a table row counts as one, and so does a section that a run wrote. */
export function statementsOf(markdown: string): string[] {
	const found: string[] = [];
	for (const token of marked.lexer(withoutSections(markdown))) collect(token, found);
	return [...new Set(found)];
}

/** Puts its name in place of each section that a run wrote, from `<!-- name -->` to `<!-- end of name -->`. */
const withoutSections = (markdown: string): string =>
	markdown.replace(/<!-- (.+?) -->.*?<!-- end of \1 -->/gs, 'Generated section: $1');

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/** A text that a node or credential shows in the editor, sentence by sentence. */
export function sentencesOf(text: string): string[] {
	return [...sentences.segment(text)]
		.map(({ segment }) => segment.replace(/\s+/g, ' ').trim())
		.filter((sentence) => /\p{L}/u.test(sentence));
}

function collect(token: Token, found: string[]): void {
	if (token.type === 'table') {
		for (const row of (token as Tokens.Table).rows) found.push(cellsOf(row).join(' | '));
	} else if (token.type === 'list') {
		for (const item of (token as Tokens.List).items)
			for (const part of item.tokens) collect(part, found);
	} else if (token.type === 'paragraph' || token.type === 'text') {
		const text = plainOf(withoutHeading(token as Tokens.Paragraph));
		// A line break within a paragraph is a space.
		found.push(...sentencesOf(text.replaceAll('\n', ' ')));
	}
}

/** The texts of a table row, without a cell that says only when something was tested. */
const cellsOf = (row: Tokens.TableCell[]): string[] =>
	row.map(plainOf).filter((cell) => !/^\d{4}-\d\d-\d\d$/.test(cell));

/** Removes a leading bold heading, such as `**Dates.**`. */
function withoutHeading({ text, tokens = [] }: Tokens.Paragraph): {
	text: string;
	tokens: Token[];
} {
	const isHeading = /^\*\*[^*]+\.\*\*$/.test(tokens[0]?.raw ?? '');
	return { text, tokens: isHeading ? tokens.slice(1) : tokens };
}

/** The visible text of the page, without images. */
function plainOf({ text, tokens }: { text: string; tokens?: Token[] }): string {
	if (!tokens) return text;
	return tokens
		.filter(({ type }) => !['html', 'image'].includes(type))
		.map((token) => plainOf(token as Tokens.Text))
		.join('');
}
