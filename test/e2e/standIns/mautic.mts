import {
	basicAuth,
	startStandIn,
	type StandInResponse,
	type ReceivedRequest,
	type StandIn,
} from './server.mts';

export interface Contact {
	[field: string]: string | null;
}

export interface Mautic extends StandIn {
	user: string;
	password: string;
	contacts: Contact[];
}

/** Fields of a contact that every Mautic has. */
const FIELDS = ['title', 'firstname', 'lastname', 'company', 'position', 'email', 'phone'];

const refusal = (code: number, message: string, type: string | null = null): StandInResponse => ({
	status: code,
	body: { errors: [{ code, message, type }] },
});

/**
 * The part of Mautic's REST API that creates contacts: `POST /api/contacts/new` with Basic Auth returns 201
 * and the contact; errors are in its list of `errors`. From its developer documentation (Contacts).
 */
export async function startMautic(): Promise<Mautic> {
	const user = 'n8n';
	const password = 'password-of-mautic';
	const contacts: Contact[] = [];

	function respond({ method, path, headers, body }: ReceivedRequest): StandInResponse {
		if (headers.authorization !== basicAuth(user, password)) {
			return refusal(401, 'API authorization denied.', 'access_denied');
		}
		if (method !== 'POST' || path !== '/api/contacts/new') {
			return refusal(404, 'Looks like I encountered an error (error #404).');
		}
		if (!headers['content-type']?.startsWith('application/json')) {
			return refusal(400, 'The body is not JSON.');
		}
		const fields = JSON.parse(body) as Contact;
		const unknown = Object.keys(fields).filter((name) => !FIELDS.includes(name));
		if (unknown.length > 0) return refusal(400, `Unknown fields: ${unknown.join(', ')}`);
		if (fields.email && !/^[^@\s]+@[^@\s]+$/.test(fields.email)) {
			return refusal(400, 'email: This field must be a valid email.');
		}
		contacts.push(fields);
		const id = contacts.length;
		return { status: 201, body: { contact: { id, fields: { all: { id, ...fields } } } } };
	}

	return { ...(await startStandIn(respond)), user, password, contacts };
}
