import { setTimeout as sleep } from 'node:timers/promises';
import { releases } from './releases.mts';
import type { N8n } from './server.mts';
import type { SavedWorkflow } from './contents.mts';

const patience = 60_000;

export interface Publication {
	/** `partial` and `failed` mean that some or all triggers could not be registered. */
	status: 'published' | 'not_published' | 'partial' | 'failed';
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

/** Publishes a workflow and waits until its triggers are registered or registration has failed. */
export async function publish(n8n: N8n, workflowId: string): Promise<Publication> {
	const { versionId } = await n8n.rest<SavedWorkflow>('GET', `workflows/${workflowId}`);
	if (!releases[n8n.majorVersion].publishesVersions) {
		await n8n.rest('PATCH', `workflows/${workflowId}`, { active: true, versionId });
		return { status: 'published', triggers: [] };
	}
	await n8n.rest('POST', `workflows/${workflowId}/activate`, { versionId });
	return await settled(n8n, workflowId);
}

/** Unpublishes a workflow and waits until its triggers are removed. */
export async function unpublish(n8n: N8n, workflowId: string): Promise<Publication> {
	if (!releases[n8n.majorVersion].publishesVersions) {
		const { versionId } = await n8n.rest<SavedWorkflow>('GET', `workflows/${workflowId}`);
		await n8n.rest('PATCH', `workflows/${workflowId}`, { active: false, versionId });
		return { status: 'not_published', triggers: [] };
	}
	await n8n.rest('POST', `workflows/${workflowId}/deactivate`, {});
	return await settled(n8n, workflowId);
}

/** n8n 2.x registers triggers after it has responded. */
async function settled({ rest }: N8n, workflowId: string): Promise<Publication> {
	const deadline = Date.now() + patience;
	for (;;) {
		const { status, triggers } = await rest<
			Pick<Publication, 'triggers'> & { status: Publication['status'] | 'in_progress' }
		>('GET', `workflows/${workflowId}/publication-status`);
		if (status !== 'in_progress') return { status, triggers };
		if (Date.now() > deadline) throw new Error(`Workflow ${workflowId} is still being published`);
		await sleep(100);
	}
}
