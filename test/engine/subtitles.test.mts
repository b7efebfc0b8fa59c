import type { INode, INodeParameters, INodeType, INodeTypes } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { LINES, loadEngine } from '../support/engine.mts';

describe.each(LINES)('the subtitle of a node on the canvas of n8n %s', async (lineName) => {
	const { line, installation } = await loadEngine(lineName);

	/** As n8n's editor asks for it. */
	function subtitleOf(type: string, parameters: INodeParameters): unknown {
		const nodeType = installation.node(type) as INodeType;
		const node: INode = {
			id: '1',
			name: 'Social Intents',
			type,
			typeVersion: 1,
			position: [0, 0],
			parameters,
		};
		const { expression } = new line.workflow.Workflow({
			nodes: [node],
			connections: {},
			active: false,
			nodeTypes: { getByNameAndVersion: () => nodeType } as unknown as INodeTypes,
		});
		const { subtitle } = nodeType.description;
		return expression.getSimpleParameterValue(node, subtitle, 'internal', {}, undefined, '…');
	}

	it.each([
		['chat', 'getAll', 'Get many: chat'],
		['missedChat', 'get', 'Get: missed chat'],
		['chat', 'getTranscript', 'Get transcript: chat'],
		['webhook', 'create', 'Create: webhook'],
		['system', 'checkStatus', 'Check status: system'],
	])('contains the labels of %s and %s', (resource, operation, subtitle) => {
		expect(subtitleOf('socialIntents', { resource, operation })).toBe(subtitle);
	});

	it('contains the defaults of a new node', () => {
		expect(subtitleOf('socialIntents', {})).toBe('Get many: chat');
	});

	it('is left to n8n for a custom API call, for which it shows none', () => {
		const parameters = { resource: 'chat', operation: '__CUSTOM_API_CALL__' };
		expect(subtitleOf('socialIntents', parameters)).toContain('__CUSTOM_API_CALL__');
	});

	it.each(['socialIntentsTrigger', 'socialIntentsPollingTrigger'])(
		'contains the events of %s',
		(type) => {
			const events = ['chatAnswered', 'lead'];
			expect(subtitleOf(type, { events })).toBe('Chat answered, Lead captured');
		},
	);
});
