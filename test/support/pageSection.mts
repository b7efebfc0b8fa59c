import { readFile, writeFile } from 'node:fs/promises';
import { format } from 'prettier';

/** Replaces what stands between `<!-- name -->` and `<!-- end of name -->` in a Markdown page. */
export async function writeSection(page: string, name: string, text: string): Promise<void> {
	const before = await readFile(page, 'utf8');
	const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
	const [head, rest = ''] = before.split(start);
	const [, tail] = rest.split(end);
	if (tail === undefined) throw new Error(`${page} has no section ${name}`);
	const next = `${head}${start}\n\n${text}\n\n${end}${tail}`;
	await writeFile(page, await format(next, { parser: 'markdown' }));
}
