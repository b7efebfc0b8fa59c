import type { IHookFunctions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import type {
	Registration,
	TriggerState,
} from '../../../../nodes/SocialIntents/trigger/webhook/state';
import { readState, writeState } from '../../../../nodes/SocialIntents/trigger/webhook/stateStore';

const registration: Registration = {
	id: 'h1',
	appId: 'w1',
	event: 'lead',
	url: 'https://n8n.example.com/lead/secret',
};
const state: TriggerState = { owner: 'us', registrations: [registration], leftovers: [] };

/** A workflow whose nodes write into the same static data. */
function createWorkflow() {
	const data: Record<string, object> = { node: {}, global: { ofTheUser: 1 } };
	const node = (id: string, name: string) =>
		({
			getNode: () => ({ id, name }),
			getWorkflowStaticData: (type: string) => data[type],
		}) as unknown as IHookFunctions;
	return { data, node };
}

describe('the stored state of a trigger node', () => {
	it('is read as it was written', () => {
		const { node } = createWorkflow();
		writeState(node('1', 'Trigger'), state);
		expect(readState(node('1', 'Trigger'))).toEqual(state);
	});

	it('is found after the node was renamed', () => {
		const { node } = createWorkflow();
		writeState(node('1', 'Trigger'), state);
		expect(readState(node('1', 'Renamed'))).toEqual(state);
	});

	it('moves to the new ID that n8n gave the node', () => {
		const { node } = createWorkflow();
		writeState(node('1', 'Trigger'), state);
		writeState(node('2', 'Trigger'), { ...state, secret: 'new' });
		expect(readState(node('2', 'Trigger')).secret).toBe('new');
		expect(readState(node('1', 'Another'))).toEqual({});
	});

	it('belongs to one of several triggers of a workflow', () => {
		const { node } = createWorkflow();
		writeState(node('1', 'One'), state);
		writeState(node('2', 'Two'), { ...state, secret: 'two' });
		writeState(node('1', 'One'), {});
		expect(readState(node('1', 'One'))).toEqual({});
		expect(readState(node('2', 'Two')).secret).toBe('two');
	});

	it('is removed once no webhook is left, and the rest of the static data stays', () => {
		const { data, node } = createWorkflow();
		writeState(node('1', 'Trigger'), state);
		writeState(node('1', 'Trigger'), { owner: 'us', registrations: [], leftovers: [] });
		expect(data).toEqual({ node: {}, global: { ofTheUser: 1, socialIntentsWebhooks: {} } });
	});

	it('is not written if there is nothing to keep', () => {
		const { data, node } = createWorkflow();
		writeState(node('1', 'Trigger'), { owner: 'us' });
		expect(data.global).toEqual({ ofTheUser: 1 });
	});
});
