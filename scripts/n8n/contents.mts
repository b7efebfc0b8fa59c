import { randomUUID } from 'node:crypto';
import type { ICredentialDataDecryptedObject, IConnections, INode, IPinData } from 'n8n-workflow';
import type { N8n } from './server.mts';

/** A workflow as n8n's editor exports and imports it. */
export interface Workflow {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: Record<string, unknown>;
	/** The pinned output of nodes in manual runs. */
	pinData?: IPinData;
}

export interface SavedWorkflow extends Workflow {
	id: string;
	versionId: string;
}

export interface Credential {
	name: string;
	type: string;
	data: ICredentialDataDecryptedObject;
}

export interface SavedCredential {
	id: string;
	name: string;
	type: string;
}

export async function createCredential(
	{ rest }: N8n,
	credential: Credential,
): Promise<SavedCredential> {
	return await rest('POST', 'credentials', credential);
}

/** Saves a credential under its name: updates it, or creates it. */
export async function saveCredential(n8n: N8n, credential: Credential): Promise<SavedCredential> {
	const all = await n8n.rest<SavedCredential[]>('GET', 'credentials');
	const known = all.find(({ name, type }) => name === credential.name && type === credential.type);
	if (!known) return await createCredential(n8n, credential);
	return await n8n.rest('PATCH', `credentials/${known.id}`, credential);
}

/** The result of n8n's own credential test for a saved credential with this content instead. */
export async function testCredential(
	{ rest }: N8n,
	{ id, name, type }: SavedCredential,
	data: ICredentialDataDecryptedObject,
): Promise<{ status: 'OK' | 'Error'; message: string }> {
	return await rest('POST', 'credentials/test', { credentials: { id, name, type, data } });
}

export async function createWorkflow({ rest }: N8n, workflow: Workflow): Promise<SavedWorkflow> {
	const { name, nodes, connections, settings = {}, pinData = {} } = workflow;
	return await rest('POST', 'workflows', {
		name,
		// In 1.x, the editor assigns the webhook IDs of nodes.
		nodes: nodes.map((node) => (mayBeCalled(node) ? { webhookId: randomUUID(), ...node } : node)),
		connections,
		settings,
		pinData,
		// 1.x rejects a workflow without `active`.
		active: false,
	});
}

/** The workflow of that name, or undefined. */
export async function findWorkflow(
	{ rest }: N8n,
	name: string,
): Promise<SavedWorkflow | undefined> {
	const filter = encodeURIComponent(JSON.stringify({ name }));
	const found = await rest<Array<{ id: string; name: string }>>(
		'GET',
		`workflows?filter=${filter}`,
	);
	const known = found.find((workflow) => workflow.name === name);
	return known && (await rest('GET', `workflows/${known.id}`));
}

function mayBeCalled({ type }: INode): boolean {
	return /\.webhook$|Trigger$/.test(type);
}

function isOurs(type: string): boolean {
	return type.startsWith('n8n-nodes-social-intents.');
}

/** The workflow with a credential set in each of our nodes, or in each node of the given type. */
export function withCredential<T extends Workflow>(
	workflow: T,
	{ id, name, type }: SavedCredential,
	nodeType?: string,
): T {
	const isMeant = (node: INode) => (nodeType ? node.type === nodeType : isOurs(node.type));
	const nodes = workflow.nodes.map((node) =>
		isMeant(node) ? { ...node, credentials: { [type]: { id, name } } } : node,
	);
	return { ...workflow, nodes };
}

/** The workflow without its pinned sample data, so that all nodes run. */
export const unpinned = <T extends Workflow>(workflow: T): T => ({ ...workflow, pinData: {} });
