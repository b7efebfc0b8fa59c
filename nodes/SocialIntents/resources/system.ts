import type { IDataObject } from 'n8n-workflow';

import type { Resource } from '../operation';

export const system: Resource = {
	value: 'system',
	name: 'System',
	description: 'The service itself',
	operations: [
		{
			value: 'checkStatus',
			name: 'Check Status',
			action: 'Check status of service',
			description: 'Ask the service whether it is up',
			fields: [],
			plan: () => ({
				requests: [{ method: 'GET', path: '/ping' }],
				entries: (body) => [{ json: body as IDataObject }],
				output: ([status = []]) => status,
			}),
		},
	],
};
