import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { N8n } from '../../scripts/n8n/index.mts';
import type { Inspector } from './inspector.mts';

/** The resources that an n8n process holds at one moment. */
export interface Sample {
	minute: number;
	/** Resident memory, in MB. */
	resident: number;
	/** JavaScript heap in use after garbage collection, in MB. */
	heap: number;
	/** Memory that JavaScript objects hold outside the heap, in MB. */
	external: number;
	/** Pending timers. */
	timers: number;
	/** Open sockets, files, and processes. */
	handles: number;
	/** Event listeners of all objects. */
	listeners: number;
	/** The longest static data of a workflow, in KB. */
	staticData: number;
}

const MB = 1024 * 1024;

/** n8n counts timers and handles in its metrics (N8N_METRICS). */
export async function takeSample(n8n: N8n, inspector: Inspector, minute: number): Promise<Sample> {
	const listeners = await inspector.countListeners();
	const { rss, heapUsed, external } = await inspector.readMemory();
	const metrics = (await n8n.download('/metrics')).toString();
	const read = (name: string) => {
		const line = metrics.split('\n').find((one) => one.startsWith(`${name} `));
		if (line === undefined) throw new Error(`n8n gives no metric ${name}`);
		return Number(line.split(' ').at(-1));
	};
	return {
		minute,
		resident: rss / MB,
		heap: heapUsed / MB,
		external: external / MB,
		timers: read('n8n_nodejs_active_resources{type="Timeout"}'),
		handles: read('n8n_nodejs_active_handles_total'),
		listeners,
		staticData: longestStaticData(n8n),
	};
}

function longestStaticData({ userFolder }: N8n): number {
	const file = join(userFolder, '.n8n', 'database.sqlite');
	using database = new DatabaseSync(file, { readOnly: true });
	const row = database
		.prepare('SELECT max(length(staticData)) AS longest FROM workflow_entity')
		.get();
	return Number(row?.longest ?? 0) / 1024;
}

/** The samples of the first and of the second half of a run. */
export const halves = (samples: Sample[]): [Sample[], Sample[]] => {
	const middle = Math.ceil(samples.length / 2);
	return [samples.slice(0, middle), samples.slice(middle)];
};

/**
 * How much more n8n holds at the least in the second half. Work in progress raises the highest values on
 * a busy machine; a leak also raises the lowest ones.
 */
export function riseOfLowest(samples: Sample[], key: Exclude<keyof Sample, 'minute'>): number {
	const [before = NaN, after = NaN] = halves(samples).map((half) =>
		Math.min(...half.map((sample) => sample[key])),
	);
	return after - before;
}
