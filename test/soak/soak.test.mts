import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/server.mts';
import type { Fault } from '../../sandbox/api/faults.mts';
import { unpublish } from '../../scripts/n8n/index.mts';
import { n8nWithPackage } from '../e2e/n8nWithPackage.mts';
import { freePort } from '../../scripts/ports.mts';
import { openInspector } from './inspector.mts';
import { growth, takeSample, type Sample } from './measure.mts';
import { writeResult } from './page.mts';
import { publishAll } from './workflows.mts';

const MINUTES = Number(process.env.SOAK_MINUTES ?? 10);
/** Time to fill caches and compile code. */
const WARM_UP_SHARE = 0.4;
const SAMPLES_PER_MINUTE = 4;
const KINDS = ['chat', 'missedChat', 'offlineMessage', 'lead'] as const;

/** One request in ten fails. */
const FAULTS: Fault[] = [
	{ kind: 'status', status: 500, probability: 0.02 },
	{ kind: 'status', status: 429, headers: { 'Retry-After': '1' }, probability: 0.02 },
	{ kind: 'resetBeforeAnswer', probability: 0.02 },
	{ kind: 'htmlPage', probability: 0.02 },
	{ kind: 'malformedJson', probability: 0.02 },
];

it(
	`n8n does not leak memory, timers, or handles in ${MINUTES} minutes of polls, deliveries, Get Many, and failed requests`,
	async () => {
		const sandbox = await startSandbox({ days: 30 });
		const port = await freePort();
		await using n8n = await n8nWithPackage({
			env: {
				NODE_OPTIONS: `--inspect-port=127.0.0.1:${port}`,
				N8N_METRICS: 'true',
				EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
				EXECUTIONS_DATA_SAVE_ON_ERROR: 'none',
			},
		});
		using inspector = await openInspector(n8n.pid, port);
		const idle = await takeSample(n8n, inspector, 0);
		const workflows = await publishAll(n8n, sandbox);
		for (const fault of FAULTS) sandbox.faults.add(fault);

		const startedAt = Date.now();
		const minutes = () => (Date.now() - startedAt) / 60_000;
		const samples: Sample[] = [];
		const visits: Array<Promise<unknown>> = [];
		while (minutes() < MINUTES) {
			const type = KINDS[visits.length % KINDS.length] ?? 'chat';
			visits.push(sandbox.act({ type }));
			await sleep(500);
			if (minutes() * SAMPLES_PER_MINUTE >= samples.length)
				samples.push(await takeSample(n8n, inspector, minutes()));
		}
		await Promise.all(visits);
		const lists = (name: string) =>
			sandbox.requests.filter(({ path, fault }) => path.endsWith(`/${name}`) && fault === null);
		const statuses = sandbox.deliveries.map(({ status }) => status);
		const counts = {
			polls: lists('contacts').length,
			deliveries: statuses.filter((status) => status === 200).length,
			late: statuses.filter((status) => status === null).length,
			getMany: lists('missedchats').length,
			faults: sandbox.requests.filter(({ fault }) => fault !== null).length,
			requests: sandbox.requests.length,
		};

		sandbox.faults.clear();
		for (const id of workflows) await unpublish(n8n, id);
		await sleep(5000);
		const end = await takeSample(n8n, inspector, minutes());
		const warm = samples.filter(({ minute }) => minute >= MINUTES * WARM_UP_SHARE);
		await writeResult({ n8n: n8n.majorVersion, counts, idle, warm, end });

		expect(sandbox.webhooks).toEqual([]);
		// On a busy machine n8n responds too late to some deliveries, but it rejects none.
		expect(statuses).toHaveLength(counts.deliveries + counts.late);
		expect(counts.late).toBeLessThan(statuses.length / 10);
		expect(await readFile(n8n.log, 'utf8')).not.toContain('MaxListenersExceededWarning');
		expect(growth(warm, 'heap')).toBeLessThan(1);
		expect(end.timers).toBeLessThanOrEqual(idle.timers + 5);
		expect(end.handles).toBeLessThanOrEqual(idle.handles + 5);
		// The polling trigger remembers 16 characters for each event, after a few thousand for itself.
		expect(end.staticData).toBeLessThan(5 + (visits.length * 20) / 1024);
		await sandbox.close();
	},
	(MINUTES + 10) * 60_000,
);
