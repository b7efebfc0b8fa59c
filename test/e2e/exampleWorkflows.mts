import { join } from 'node:path';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { expect } from 'vitest';
import type { Sandbox } from '../../sandbox/server.mts';
import { readExample } from '../../scripts/example.mts';
import {
	checkout,
	executionIds,
	RestError,
	runWorkflow,
	waitForExecution,
	type Execution,
	type N8n,
	type SavedWorkflow,
	type Workflow,
} from '../../scripts/n8n/index.mts';

/** The workflows of examples/, unchanged. */
export const FOLDER = join(checkout, 'examples');

export const example = async (name: string) =>
	await readExample({ file: join(FOLDER, `${name}.json`) });

/** The workflow with parameters of a node filled in. */
export const withParameters = (
	workflow: Workflow,
	name: string,
	parameters: IDataObject,
): Workflow => ({
	...workflow,
	nodes: workflow.nodes.map((node) =>
		node.name === name
			? { ...node, parameters: { ...node.parameters, ...(parameters as typeof node.parameters) } }
			: node,
	),
});

/** The value of a resource locator. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** The output of a node in a successful execution. */
export function outputOf({ status, data }: Execution, node: string): INodeExecutionData[] {
	expect({ status, error: data.resultData.error?.message }).toEqual({ status: 'success' });
	return data.resultData.runData[node]?.[0]?.data?.main?.[0] ?? [];
}

export const rowsOf = (execution: Execution, node: string) =>
	outputOf(execution, node).map(({ json }) => json);

/** The sample data of a node. */
export const pinned = ({ pinData }: Workflow, node: string) =>
	(pinData?.[node] ?? []).map(({ json }) => json);

/** The chats in the sandbox. */
export const chatsOf = ({ data }: Sandbox) => data.chats.map(({ record }) => record);

/** The executions of a published workflow, once they have ended. */
export async function executionsOf(n8n: N8n, { id }: SavedWorkflow): Promise<Execution[]> {
	const ids = await executionIds(n8n, { workflowId: id });
	return await Promise.all(ids.map(async (execution) => await waitForExecution(n8n, execution)));
}

/** Sample data is useful only if it has the shape of real data. */
export function expectSameShape(sample: IDataObject[], real: IDataObject[]): void {
	const keys = (rows: IDataObject[]) => rows.map((row) => Object.keys(row));
	expect(sample.length).toBeGreaterThan(0);
	for (const row of keys(sample)) expect(row).toEqual(keys(real)[0]);
}

/** n8n does not run a workflow with an empty required field: 2.x fails the execution, 1.x rejects the run. */
export async function expectNotReady(
	n8n: N8n,
	workflow: SavedWorkflow,
	from: string,
): Promise<void> {
	const message = await runWorkflow(n8n, workflow, { from }).then(
		({ data }) => data.resultData.error?.message,
		(error: unknown) => (error instanceof RestError ? error.message : error),
	);
	expect(message).toMatch(/has issues/);
}
