import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import type { Fault } from '../../sandbox/api/faults.mts';
import { checkout, unpublish } from '../../scripts/n8n/index.mts';
import { freePort } from '../../scripts/ports.mts';
import { n8nWithPackage } from '../e2e/n8nWithPackage.mts';
import { openInspector } from './inspector.mts';
import { takeSample, type Sample } from './measure.mts';
import type { Load } from './workflows.mts';

/** What was done to n8n, and what it held meanwhile. */
export interface Run {
	counts: Record<
		'polls' | 'events' | 'deliveries' | 'late' | 'rejected' | 'getMany' | 'faults' | 'requests',
		number
	>;
	/** Before anything was published. */
	idle: Sample;
	/** While it worked. */
	samples: Sample[];
	/** After everything was unpublished. */
	end: Sample;
	/** Webhooks left at the service. */
	webhooks: number;
	log: string;
}

/** Each collects garbage, which takes n8n a third of a second. */
const SAMPLES_PER_MINUTE = 4;
const EVENTS_PER_SECOND = 1;
const KINDS = ['chat', 'missedChat', 'offlineMessage', 'lead'] as const;

/** One request in ten fails. */
const FAULTS: Fault[] = [
	{ kind: 'status', status: 500, probability: 0.02 },
	{ kind: 'status', status: 429, headers: { 'Retry-After': '1' }, probability: 0.02 },
	{ kind: 'resetBeforeAnswer', probability: 0.02 },
	{ kind: 'htmlPage', probability: 0.02 },
	{ kind: 'malformedJson', probability: 0.02 },
];

const REPORTS = join(checkout, 'test/reports');

/** Loads an n8n of its own for so many minutes. Also writes the samples to a file, one a line. */
export async function soak(name: string, load: Load, length: number): Promise<Run> {
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
	const report = join(REPORTS, `soak-${name}-n8n-${n8n.majorVersion}.jsonl`);
	await mkdir(REPORTS, { recursive: true });
	await rm(report, { force: true });
	using inspector = await openInspector(n8n.pid, port);
	const idle = await takeSample(n8n, inspector, 0);
	const workflows = await load(n8n, sandbox);
	for (const fault of FAULTS) sandbox.faults.add(fault);

	const startedAt = Date.now();
	const minutes = () => (Date.now() - startedAt) / 60_000;
	const samples: Sample[] = [];
	const events: Array<Promise<unknown>> = [];
	const act = async () => {
		while (minutes() < length) {
			events.push(sandbox.act({ type: KINDS[events.length % KINDS.length] ?? 'chat' }));
			await sleep(1000 / EVENTS_PER_SECOND);
		}
	};
	const measure = async () => {
		while (minutes() < length) {
			// While its database is busy, n8n responds to nothing.
			const sample = await takeSample(n8n, inspector, minutes()).catch(() => undefined);
			if (sample) {
				samples.push(sample);
				await appendFile(report, `${JSON.stringify(sample)}\n`);
			}
			await sleep(60_000 / SAMPLES_PER_MINUTE);
		}
	};
	await Promise.all([act(), measure()]);
	await Promise.all(events);
	const counts = { ...countCalls(sandbox), events: events.length };

	sandbox.faults.clear();
	for (const id of workflows) await patiently(async () => await unpublish(n8n, id));
	// For what was in progress to end: a delivery has 10 seconds.
	await sleep(30_000);
	const end = await patiently(async () => await takeSample(n8n, inspector, minutes()));
	const { length: webhooks } = sandbox.webhooks;
	await sandbox.close();
	return { counts, idle, samples, end, webhooks, log: await readFile(n8n.log, 'utf8') };
}

/** A busy n8n now and then finds its database not ready, and refuses everything until it looks again. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await call();
		} catch (error) {
			if (tries === 20) throw error;
			await sleep(3000);
		}
	}
}

function countCalls({ requests, deliveries }: Sandbox): Omit<Run['counts'], 'events'> {
	const answered = requests.filter(({ fault }) => fault === null);
	const lists = (name: string) => answered.filter(({ path }) => path.endsWith(`/${name}`)).length;
	const statuses = deliveries.map(({ status }) => status);
	return {
		polls: lists('chats'),
		deliveries: statuses.filter((status) => status === 200).length,
		late: statuses.filter((status) => status === null).length,
		rejected: statuses.filter((status) => status !== null && status !== 200).length,
		getMany: lists('missedchats'),
		faults: requests.length - answered.length,
		requests: requests.length,
	};
}
