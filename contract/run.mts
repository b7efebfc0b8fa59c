import { FACTS } from '../sandbox/facts/index.mts';
import { lineOf, NOT_SEEN, type ReportLine } from '../sandbox/facts/report.mts';
import { type Account, CannotAsk, createClient } from './client.mts';
import { startListener } from './listener.mts';
import { probeAccess } from './probes/access.mts';
import { probeAmounts } from './probes/amounts.mts';
import { probeDates } from './probes/dates.mts';
import { probeLists } from './probes/lists.mts';
import { probeRecords } from './probes/records.mts';
import { createRegistry, type OwnWebhook } from './probes/registry.mts';
import type { Seen } from './probes/seen.mts';
import { probeWebhooks } from './probes/webhooks.mts';
import { takeSample } from './sample.mts';

export interface ContractOptions extends Account {
	signal: AbortSignal;
	/** Registers webhooks for this widget; without it, only reads. */
	webhooksOn?: { widgetId: string | undefined };
	/** Waits for deliveries at a public URL that forwards to `port` here. */
	listen?: ListenOptions;
}

export interface ListenOptions {
	/** Such as `https://example.com`; null for loopback. */
	address: string | null;
	port: number;
	timeoutMs: number;
	/** How long to wait for a retry. */
	repeatMs: number;
	/** Called when a visitor can start a chat: events from then on are delivered. */
	onReady(): Promise<void>;
}

export interface Contract {
	lines: ReportLine[];
	/** Why it ended early; null if every probe ran. */
	stopped: unknown;
	/** Webhooks that could not be deleted. */
	left: OwnWebhook[];
}

/** This host cannot exist (RFC 2606). */
const NOWHERE = 'https://contract-check.invalid/';
const CLEANUP_MS = 30_000;

/** Runs every probe against a service and returns the observations. Always cleans up. */
export async function runContract(options: ContractOptions): Promise<Contract> {
	const { signal, webhooksOn, listen } = options;
	const client = createClient(options, signal);
	const seen: Seen = {};
	let left: OwnWebhook[] = [];
	let stopped: unknown = null;
	try {
		Object.assign(seen, await probeAccess(client, options.accountId !== undefined));
		const sample = await takeSample(client);
		Object.assign(seen, probeRecords(sample));
		Object.assign(seen, await probeLists(client, sample));
		Object.assign(seen, await probeDates(client, sample, seen));
		Object.assign(seen, await probeAmounts(client, sample, seen));
		if (webhooksOn) {
			const widgetId = webhooksOn.widgetId ?? String(sample.widgets.records[0]?.id ?? '');
			const registry = createRegistry(client, widgetId);
			try {
				Object.assign(seen, await probeWebhooks(registry, NOWHERE));
				if (listen) Object.assign(seen, await probeDeliveries(registry, listen, signal));
			} finally {
				const cleaner = createClient(options, AbortSignal.timeout(CLEANUP_MS));
				cleaner.mode = client.mode;
				left = await registry.clean(cleaner);
			}
		}
	} catch (error) {
		stopped = error;
	}
	seen['too-many-requests'] = client.limited ?? 'not met';
	const lines = FACTS.map(({ key }) => lineOf(key, seen[key] ?? NOT_SEEN));
	return { lines, stopped, left };
}

async function probeDeliveries(
	registry: ReturnType<typeof createRegistry>,
	{ address, port, timeoutMs, repeatMs, onReady }: ListenOptions,
	signal: AbortSignal,
): Promise<Seen> {
	const listener = await startListener(port, address === null ? '127.0.0.1' : undefined);
	try {
		const base = address ?? `http://127.0.0.1:${listener.port}`;
		await registry.register('', base.replace(/\/+$/, '') + listener.path);
		const [seen] = await Promise.all([listener.observe(timeoutMs, repeatMs, signal), onReady()]);
		return seen;
	} finally {
		await listener.close();
	}
}

/** Whether every probe ran. */
export const isComplete = ({ stopped }: Contract): boolean => stopped === null;

/** An error in one sentence for the reader. */
export const sentenceOf = (stopped: unknown): string =>
	stopped instanceof CannotAsk ? stopped.message : 'The check was interrupted';
