import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { packPackage } from '../../scripts/n8n/index.mts';
import { n8nProgram } from '../../scripts/n8n/install.mts';
import { npm } from '../../scripts/n8n/npm.mts';
import { median } from '../compare.mts';
import type { Section } from '../report.mts';
import type { Bench } from '../benchmarks.mts';

/** Well-known packages of the same kind: nodes for a service's API. */
const OTHERS = [
	'n8n-nodes-evolution-api@1.0.4',
	'@mendable/n8n-nodes-firecrawl@2.1.2',
	'n8n-nodes-mcp@0.1.37',
];

const run = promisify(execFile);

interface Load {
	ms: number;
	mb: number;
	nodes: number;
}

async function load(program: string, folder: string): Promise<Load> {
	const script = fileURLToPath(new URL('../loadPackage.mts', import.meta.url));
	const n8n = n8nProgram(program);
	// n8n makes its own packages available to community packages in the same way.
	const env = { ...process.env, NODE_PATH: join(program, 'node_modules'), N8N_LOG_LEVEL: 'silent' };
	const { stdout } = await run(process.execPath, [script, n8n, folder], { env });
	return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Load;
}

/** The cost of an installed package that no workflow uses. */
export async function packages({ n8n, rounds }: Bench): Promise<Section[]> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-bench-packages-'));
	try {
		const log = join(folder, 'npm.log');
		const at = { cwd: folder, log };
		await using own = await packPackage({ build: false });
		const specs = [own.file, ...OTHERS];
		const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps'];
		await npm(['install', '--prefix', folder, ...flags, ...specs], {
			...at,
			task: 'install the packages to compare with',
		});
		await npm(['pack', ...specs, '--ignore-scripts'], { ...at, task: 'pack them' });

		const tarballs = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
		const names = [
			'n8n-nodes-social-intents',
			...OTHERS.map((spec) => spec.replace(/@[^@]+$/, '')),
		];
		const loads = new Map(names.map((name) => [name, [] as Load[]]));
		for (let round = 0; round < rounds; round++) {
			for (const name of names) {
				loads.get(name)?.push(await load(n8n.program, join(folder, 'node_modules', name)));
			}
		}
		const rows = [];
		for (const name of names) {
			const file = tarballs.find((tarball) =>
				tarball.startsWith(name.replace(/^@/, '').replace('/', '-')),
			);
			const { size } = await stat(join(folder, file ?? ''));
			const runs = loads.get(name) ?? [];
			rows.push({
				package: name,
				'tarball KB': Math.round(size / 1000),
				'nodes and credentials loaded in ms': Math.round(median(runs.map(({ ms }) => ms))),
				'heap MB': median(runs.map(({ mb }) => mb)).toFixed(1),
			});
		}
		return [{ title: 'Loading the package', rows, goals: [] }];
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
