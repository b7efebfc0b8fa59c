import type { INode, IWebhookDescription, Workflow } from 'n8n-workflow';
import type { Line } from './line.mts';

/** The path that n8n stores for a webhook; segments such as `:event` match anything. */
export function webhookPath(
	line: Line,
	workflow: Workflow,
	node: INode,
	description: IWebhookDescription,
): string {
	const evaluate = (value: string | boolean | undefined) =>
		workflow.expression.getSimpleParameterValue(node, value, 'internal', {});
	const path = String(evaluate(description.path)).replace(/^\/|\/$/g, '');
	const isFullPath = evaluate(description.isFullPath) === true;
	return line.workflow.NodeHelpers.getNodeWebhookPath(workflow.id, node, path, isFullPath);
}

/**
 * Parses the parameters of a request's path. Returns undefined if n8n would respond with 404. As in
 * n8n, fixed segments of a dynamic path must occur, but at any position.
 */
export function matchPath(
	node: INode,
	path: string,
	requested: string,
): Record<string, string> | undefined {
	if (!isDynamic(path)) return requested === path ? {} : undefined;
	const [webhookId, ...given] = requested.split('/');
	const expected = path.split('/');
	if (webhookId !== node.webhookId || given.length !== expected.length) return undefined;
	const fixed = expected.filter((segment) => !segment.startsWith(':'));
	if (!fixed.every((segment) => given.includes(segment))) return undefined;
	const named = expected.map((segment, index) => [segment, given[index] ?? ''] as const);
	return Object.fromEntries(
		named
			.filter(([segment]) => segment.startsWith(':'))
			.map(([segment, value]) => [segment.slice(1), decodeURIComponent(value)]),
	);
}

function isDynamic(path: string): boolean {
	return path.startsWith(':') || path.includes('/:');
}
