import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from '../../scripts/n8n/environment.mts';
import { n8nProgram } from '../../scripts/n8n/install.mts';
import { releases, type N8n, type SavedWorkflow } from '../../scripts/n8n/index.mts';
import { freePort } from '../../scripts/ports.mts';
import { run } from '../../scripts/processes.mts';

/** What n8n's `export:workflow --all` writes. What it prints at level debug is left in the user folder. */
export async function exportWorkflows(
	n8n: N8n,
): Promise<Array<SavedWorkflow & { staticData: unknown }>> {
	const { majorVersion, program, userFolder } = n8n;
	const file = join(userFolder, 'export.json');
	const [port, brokerPort] = [await freePort(), await freePort()];
	const env = environment(releases[majorVersion], { userFolder, port, brokerPort });
	const command = [n8nProgram(program), 'export:workflow', '--all', `--output=${file}`];
	const { code, output } = await run(process.execPath, command, {
		env: { ...env, N8N_LOG_LEVEL: 'debug' },
		log: join(userFolder, 'export.log'),
	});
	if (code !== 0) throw new Error(output);
	const workflows = JSON.parse(await readFile(file, 'utf8')) as Array<
		SavedWorkflow & { staticData: unknown }
	>;
	// The test searches it: it may contain delivery secrets.
	await rm(file);
	return workflows;
}
