import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { RELEASES } from '../../compat/versions.mts';
import { releases as majorVersions } from '../../scripts/n8n/releases.mts';
import { filesIn, readText, ROOT } from './support/sources.mts';

interface Job {
	permissions?: Record<string, string>;
	strategy?: { 'fail-fast': boolean; matrix: Record<string, unknown> };
	steps: Array<{ uses?: string; run?: string }>;
}

interface Workflow {
	permissions?: Record<string, string>;
	jobs: Record<string, Job>;
}

const execute = promisify(execFile);
const workflowFiles = filesIn('.github/workflows');

function readWorkflow(path: string): Workflow {
	const document = parseDocument(readText(path));
	expect(document.errors, path).toEqual([]);
	return document.toJS() as Workflow;
}

const allJobs = () =>
	workflowFiles.flatMap((path) =>
		Object.entries(readWorkflow(path).jobs).map(([key, job]) => ({
			name: `${basename(path)} ${key}`,
			job,
			commands: job.steps.flatMap(({ run }) => run ?? []),
		})),
	);

describe('the GitHub workflows', () => {
	it.each(workflowFiles)('pin every action of %s to a commit', (path) => {
		const used = [...readText(path).matchAll(/uses: (.+)/g)];
		expect(used.length).toBeGreaterThan(0);
		for (const [, action] of used)
			expect(action).toMatch(/^[\w-]+\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/);
	});

	it.each(workflowFiles)(
		'parse, and let the jobs of %s only read unless one asks for more',
		(path) => {
			const { permissions, jobs } = readWorkflow(path);
			expect(permissions).toEqual({ contents: 'read' });
			for (const [name, { steps }] of Object.entries(jobs))
				for (const step of steps)
					expect(typeof (step.uses ?? step.run), `a step of ${name}`).toBe('string');
		},
	);

	it('test each pull request in both major versions of n8n and in every older release, whatever fails', async () => {
		const { e2e, releases, compat } = readWorkflow('.github/workflows/ci.yml').jobs;
		const lines = Object.keys(majorVersions).map((version) => `e2e-n8n-${version}`);
		expect(e2e?.strategy).toEqual({ 'fail-fast': false, matrix: { project: ['e2e', ...lines] } });
		expect(compat?.strategy?.['fail-fast']).toBe(false);
		const command = releases?.steps.at(-1)?.run?.replace(/ >> .+/, '') ?? '';
		const { stdout } = await execute('sh', ['-c', command], { cwd: ROOT });
		expect(stdout).toBe(`list=${JSON.stringify(RELEASES)}\n`);
	});

	it("publish with n8n's command, which asks for provenance, in the only job that npm trusts", () => {
		const trusted = allJobs().filter(({ job }) => job.permissions?.['id-token']);
		expect(trusted.map(({ name }) => name)).toEqual(['publish.yml publish']);
		expect(trusted.map(({ commands }) => commands)).toEqual([
			['npm ci --ignore-scripts', 'npx n8n-node release'],
		]);
	});

	it("run the install scripts of packages only where they follow the README's commands", () => {
		const running = allJobs().filter(({ commands }) =>
			commands.some((command) => /npm (ci|install)(?! --ignore-scripts)/.test(command)),
		);
		expect(running.map(({ name }) => name)).toEqual(['ci.yml test']);
	});
});

describe('the bill of materials of the published package', () => {
	it('has no components besides the package', async () => {
		const [command] = /npm sbom [^>\n]+/.exec(readText('.github/workflows/publish.yml')) ?? [];
		const [npm = '', ...args] = command?.trim().split(' ') ?? [];
		const { stdout } = await execute(npm, args, { cwd: ROOT });
		const { metadata, components } = JSON.parse(stdout) as {
			metadata: { component: { purl: string } };
			components: unknown[];
		};
		expect(metadata.component.purl).toMatch(/^pkg:npm\/n8n-nodes-social-intents@/);
		expect(components).toEqual([]);
	});
});
