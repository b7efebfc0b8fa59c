import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IBinaryData, IRunExecutionData } from 'n8n-workflow';
import type { SavedWorkflow } from './contents.mts';
import { n8nProgram } from './install.mts';
import type { N8n } from './server.mts';

export interface Execution {
	id: string;
	status: string;
	/** The input and output of every node, unflattened. */
	data: IRunExecutionData;
}

interface RunOptions {
	/** Name of the trigger node to start from. */
	from: string;
	/** Name of the last node to run. Default: the whole workflow. */
	to?: string;
	/** Milliseconds. */
	timeout?: number;
	signal?: AbortSignal;
}

/** Runs a workflow like its Execute button and waits for the end. */
export async function runWorkflow(
	n8n: N8n,
	workflow: SavedWorkflow,
	{ from, to, timeout = 60_000, signal }: RunOptions,
): Promise<Execution> {
	const started = await n8n.rest<{ executionId?: string }>('POST', `workflows/${workflow.id}/run`, {
		workflowData: workflow,
		triggerToStartFrom: { name: from },
		...(to && { destinationNode: { nodeName: to, mode: 'inclusive' } }),
	});
	if (!started.executionId) throw new Error(`n8n waits for an event of "${from}"`);
	return await waitForExecution(n8n, started.executionId, { timeout, signal });
}

/**
 * The IDs of the newest hundred executions that match a filter of n8n's REST API, the newest first.
 * n8n lists the running ones and the others one after the other: one that ends in between is in both.
 */
export async function executionIds({ rest }: N8n, query: object): Promise<string[]> {
	const filter = encodeURIComponent(JSON.stringify(query));
	const { results } = await rest<{ results: Array<{ id: string }> }>(
		'GET',
		`executions?limit=100&filter=${filter}`,
	);
	return [...new Set(results.map(({ id }) => id))];
}

/** Waits for the end of an execution. */
export async function waitForExecution(
	n8n: N8n,
	id: string,
	{ timeout = 60_000, signal }: Pick<RunOptions, 'timeout' | 'signal'> = {},
): Promise<Execution> {
	const deadline = Date.now() + timeout;
	for (;;) {
		signal?.throwIfAborted();
		const execution = await n8n.rest<StoredExecution>('GET', `executions/${id}`);
		if (!unfinished.has(execution.status)) {
			const data = unflatten(n8n, execution.data);
			// 1.x saves that an execution has ended a moment before it saves how.
			if (data?.resultData) return { id, status: execution.status, data };
		}
		if (Date.now() > deadline) {
			throw new Error(`Execution ${id} is not complete (${execution.status}) after ${timeout} ms`);
		}
		await sleep(100, undefined, { signal });
	}
}

interface StoredExecution {
	status: string;
	data: string;
}

const unfinished = new Set(['new', 'running', 'waiting', 'unknown']);

/** Executions are stored as text in which every object appears once; this uses n8n's own parser. */
function unflatten({ program }: N8n, text: string): IRunExecutionData | undefined {
	const { parse } = createRequire(n8nProgram(program))('flatted') as {
		parse: (text: string) => IRunExecutionData | undefined;
	};
	return parse(text);
}

/** The bytes of a file that an execution created. */
export async function readBinary(n8n: N8n, binary: IBinaryData): Promise<Buffer> {
	if (!binary.id) return Buffer.from(binary.data, 'base64');
	return await n8n.download(`binary-data?action=download&id=${encodeURIComponent(binary.id)}`);
}
