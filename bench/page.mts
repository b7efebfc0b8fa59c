import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';

import { checkout, releases } from '../scripts/n8n/index.mts';
import { markdown, type Section } from './report.mts';

const [BEGIN, END] = ['<!-- measured -->', '<!-- end of measured -->'];

/** Puts the measured tables into docs/benchmarks.md, between its two marks. */
export async function writePage(sections: Section[]): Promise<void> {
	const file = join(checkout, 'docs', 'benchmarks.md');
	const page = await readFile(file, 'utf8');
	const [before, rest = ''] = page.split(BEGIN);
	const [, after] = rest.split(END);
	if (after === undefined) throw new Error(`${file} has lost its marks`);
	const measured = [machine(), ...sections.map(markdown)].join('\n\n');
	await writeFile(file, `${before}${BEGIN}\n\n${measured}\n\n${END}${after}`);
}

function machine(): string {
	const [cpu, ...others] = cpus();
	const day = new Date().toISOString().slice(0, 10);
	return `Measured on ${day} with n8n ${releases['2'].version} and Node ${process.versions.node}, on ${others.length + 1} cores (${cpu?.model.trim() ?? 'unknown'}).`;
}
