import type { IDataObject } from 'n8n-workflow';

import type { Resource } from '../operation';

const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

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
				entries: (body) => [
					{ json: isObject(body) ? body : { answer: body as IDataObject[string] } },
				],
				output: ([status = []]) => status,
			}),
		},
	],
};
