import type { ReceivedRequest, StandInResponse } from './server.mts';
import type { HostedService } from './internet.mts';

export interface HubSpot extends HostedService {
	token: string;
	/** The properties of contacts, in order of creation. */
	contacts: Array<Record<string, string>>;
	tasks: Array<Record<string, string>>;
}

/** Contact properties that every HubSpot account has, limited to those that leads need. */
const PROPERTIES = ['email', 'firstname', 'lastname', 'phone', 'website', 'message', 'company'];

const refusal = (status: number, category: string, message: string): StandInResponse => ({
	status,
	body: { status: 'error', message, category },
});

/**
 * The part of HubSpot's API that leads need, with the token of a private app: contacts created or updated by email
 * (Contacts v1) and tasks (Engagements v1). It rejects what HubSpot rejects: another token, an invalid
 * email, a property that does not exist.
 */
export function createHubSpot(): HubSpot {
	const token = 'token-of-hubspot';
	const contacts: HubSpot['contacts'] = [];
	const tasks: HubSpot['tasks'] = [];

	function upsert(email: string, body: string): StandInResponse {
		if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) {
			return refusal(400, 'VALIDATION_ERROR', `Email address ${email} is invalid`);
		}
		const { properties } = JSON.parse(body) as {
			properties: Array<{ property: string; value: string }>;
		};
		const unknown = properties.find(({ property }) => !PROPERTIES.includes(property));
		if (unknown) {
			return refusal(400, 'VALIDATION_ERROR', `Property "${unknown.property}" does not exist`);
		}
		const known = contacts.find((contact) => contact.email === email.toLowerCase());
		const contact = known ?? { email: email.toLowerCase() };
		for (const { property, value } of properties) contact[property] = value;
		if (!known) contacts.push(contact);
		return { status: 200, body: { vid: contacts.indexOf(contact) + 1, isNew: !known } };
	}

	function createTask(body: string): StandInResponse {
		const { engagement, metadata } = JSON.parse(body) as {
			engagement: { type: string };
			metadata: Record<string, string>;
		};
		if (engagement.type !== 'TASK') return refusal(400, 'VALIDATION_ERROR', 'Unknown type');
		tasks.push(metadata);
		return { status: 200, body: { engagement: { id: tasks.length, type: 'TASK' }, metadata } };
	}

	function respond({ method, path, headers, body }: ReceivedRequest): StandInResponse {
		if (headers.authorization !== `Bearer ${token}`) {
			return refusal(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found.');
		}
		const [, email] = /^\/contacts\/v1\/contact\/createOrUpdate\/email\/([^/?]+)$/.exec(path) ?? [];
		if (method === 'POST' && email) return upsert(decodeURIComponent(email), body);
		const [, vid] = /^\/contacts\/v1\/contact\/vid\/(\d+)\/profile/.exec(path) ?? [];
		const contact = contacts[Number(vid) - 1];
		if (method === 'GET' && contact) {
			const properties = Object.entries(contact).map(([name, value]) => [name, { value }] as const);
			return {
				status: 200,
				body: { vid: Number(vid), properties: Object.fromEntries(properties) },
			};
		}
		if (method === 'POST' && path === '/engagements/v1/engagements') return createTask(body);
		return refusal(404, 'OBJECT_NOT_FOUND', 'Not found');
	}

	return { hosts: ['api.hubapi.com'], respond, token, contacts, tasks };
}
