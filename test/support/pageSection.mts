import { readFile, writeFile } from 'node:fs/promises';
import { format } from 'prettier';

interface Section {
	head: string;
	text: string;
	tail: string;
}

/** Splits a Markdown page at `<!-- name -->` and `<!-- end of name -->`. Throws Error if it has no such section. */
function split(page: string, name: string): Section {
	const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
	const [head = '', rest = ''] = page.split(start);
	const [text = '', tail] = rest.split(end);
	if (tail === undefined) throw new Error(`The page has no section ${name}`);
	return { head: head + start, text, tail: end + tail };
}

/** What stands between the marks of a section. */
export async function readSection(page: string, name: string): Promise<string> {
	return split(await readFile(page, 'utf8'), name).text;
}

/** Replaces what stands between the marks of a section. */
export async function writeSection(page: string, name: string, text: string): Promise<void> {
	const { head, tail } = split(await readFile(page, 'utf8'), name);
	await writeFile(page, await format(`${head}\n\n${text}\n\n${tail}`, { parser: 'markdown' }));
}
