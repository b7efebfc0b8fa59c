import type { ReceivedRequest, StandInResponse } from './server.mts';
import type { HostedService } from './internet.mts';

interface Person {
	name: string;
	email: string[];
	phone: string[];
}

export interface Pipedrive extends HostedService {
	token: string;
	/** In order of creation; the first ID is 1. */
	persons: Person[];
	notes: Array<{ personId: number; content: string }>;
}

const done = (status: number, data: unknown): StandInResponse => ({
	status,
	body: { success: true, data, additional_data: null },
});

const refusal = (status: number, error: string): StandInResponse => ({
	status,
	body: { success: false, error, error_info: 'Please check developers.pipedrive.com', data: null },
});

/** Emails and phones are text or lists; Pipedrive returns an empty string if there is none. */
const listOf = (value: string | string[] = []) => [value].flat().filter((one) => one !== '');

/**
 * The part of Pipedrive's API v1 that searches persons by email, creates and updates them, and creates notes, with
 * an API token. It rejects what Pipedrive rejects: another token, a person without a name, unknown fields,
 * a term of less than two characters (one in an exact search), a note without content or without a linked record.
 * A person's list of phones or emails replaces the previous one.
 */
export function createPipedrive(): Pipedrive {
	const token = 'token-of-pipedrive';
	const persons: Person[] = [];
	const notes: Pipedrive['notes'] = [];

	const shown = (person: Person) => ({ id: persons.indexOf(person) + 1, ...person });

	function search(query: URLSearchParams): StandInResponse {
		const term = query.get('term') ?? '';
		const isExact = query.get('exact_match') === 'true';
		if (term.length < (isExact ? 1 : 2)) {
			return refusal(400, 'Search term must be at least 2 characters long');
		}
		if (query.get('fields') !== 'email') return refusal(400, 'Only emails are searched here');
		const wanted = term.toLowerCase();
		const found = persons.filter(({ email }) =>
			email.some((one) =>
				isExact ? one.toLowerCase() === wanted : one.toLowerCase().includes(wanted),
			),
		);
		const items = found.slice(0, Number(query.get('limit') ?? 100)).map((person) => ({
			result_score: 0.5,
			item: {
				id: persons.indexOf(person) + 1,
				type: 'person',
				name: person.name,
				phones: person.phone,
				emails: person.email,
			},
		}));
		return done(200, { items });
	}

	function changesOf(body: string): Partial<Person> | undefined {
		const { name, email, phone, ...unknown } = JSON.parse(body) as {
			name?: string;
			email?: string | string[];
			phone?: string | string[];
		};
		if (Object.keys(unknown).length > 0 || name === '') return undefined;
		return {
			...(name !== undefined && { name }),
			...(email !== undefined && { email: listOf(email) }),
			...(phone !== undefined && { phone: listOf(phone) }),
		};
	}

	function createPerson(body: string): StandInResponse {
		const sent = changesOf(body);
		if (!sent?.name) return refusal(400, 'Name must be given.');
		const person = { email: [], phone: [], ...sent, name: sent.name };
		persons.push(person);
		return done(201, shown(person));
	}

	function updatePerson(person: Person | undefined, body: string): StandInResponse {
		const sent = changesOf(body);
		if (!person) return refusal(404, 'Person not found');
		if (!sent) return refusal(400, 'Bad request');
		return done(200, shown(Object.assign(person, sent)));
	}

	function createNote(body: string): StandInResponse {
		const { content, person_id: personId } = JSON.parse(body) as {
			content?: string;
			person_id?: number;
		};
		if (!content) return refusal(400, 'Note content must be given.');
		if (!persons[Number(personId) - 1]) return refusal(400, 'A note needs a person that exists.');
		notes.push({ personId: Number(personId), content });
		return done(201, { id: notes.length, content, person_id: personId });
	}

	function respond({ method, path, body }: ReceivedRequest): StandInResponse {
		const { pathname, searchParams } = new URL(path, 'https://api.pipedrive.com');
		if (searchParams.get('api_token') !== token) return refusal(401, 'unauthorized access');
		const [, id] = /^\/v1\/persons\/(\d+)$/.exec(pathname) ?? [];
		if (method === 'GET' && pathname === '/v1/persons/search') return search(searchParams);
		if (method === 'POST' && pathname === '/v1/persons') return createPerson(body);
		if (method === 'PUT' && id) return updatePerson(persons[Number(id) - 1], body);
		if (method === 'POST' && pathname === '/v1/notes') return createNote(body);
		return refusal(404, 'Unknown method.');
	}

	return { hosts: ['api.pipedrive.com'], respond, token, persons, notes };
}
