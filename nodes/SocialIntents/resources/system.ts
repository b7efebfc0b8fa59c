import { PATHS } from '../api/endpoints';
import { isObject } from '../api/json';
import type { Resource } from '../operation';

export const system: Resource = {
	value: 'system',
	name: 'System',
	description: 'The availability of the service',
	operations: [
		{
			value: 'checkStatus',
			name: 'Check Status',
			action: 'Check status of service',
			description: 'Check whether Social Intents is up',
			fields: [],
			plan: (read) => ({
				requests: [{ method: 'GET', path: PATHS.ping }],
				parse: (body) => (isObject(body) ? [{ json: structuredClone(body) }] : []),
				combine: ([status = []]) => {
					if (status.length > 0) return status;
					throw read.error(
						'Social Intents returned no status',
						"Check 'Base URL' in the credential, or run the workflow again later.",
					);
				},
			}),
		},
	],
};
