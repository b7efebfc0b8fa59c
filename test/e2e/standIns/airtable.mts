import type { ReceivedRequest, StandInResponse } from './server.mts';
import type { HostedService } from './internet.mts';

export type Fields = Record<string, string | number | null>;

export interface Airtable extends HostedService {
	token: string;
	base: string;
	table: string;
	records: Fields[];
	/** The number of records in each request. */
	requests: number[];
}

interface Update {
	performUpsert?: { fieldsToMergeOn: string[] };
	typecast?: boolean;
	records: Array<{ id?: string; fields: Fields }>;
}

/** The fields of the table, by their types in Airtable. */
const FIELDS: Record<string, 'text' | 'number' | 'dateTime'> = {
	'Chat ID': 'text',
	Started: 'dateTime',
	Type: 'text',
	Visitor: 'text',
	Email: 'text',
	Phone: 'text',
	Agent: 'text',
	Duration: 'number',
	Page: 'text',
	Transcript: 'text',
};
const MAX_TEXT = 100_000;
const MAX_RECORDS = 10;
const MAX_PER_SECOND = 5;

const refusal = (status: number, type: string, message: string): StandInResponse => ({
	status,
	body: { error: { type, message } },
});

function isValid(name: string, value: Fields[string], typecast: boolean): boolean {
	if (value === null) return true;
	const type = FIELDS[name];
	if (type === 'number') return Number.isFinite(typecast ? Number(value) : value);
	if (typeof value !== 'string' && !typecast) return false;
	const text = String(value);
	return type === 'dateTime' ? !Number.isNaN(Date.parse(text)) : text.length <= MAX_TEXT;
}

/**
 * The part of Airtable's Web API that creates or updates records of one table by field values
 * (`PATCH` with `performUpsert`), with a personal access token. It rejects what Airtable rejects: another
 * token, base or table, more than ten records per request or five requests per second, unknown fields, values
 * of the wrong type, text of more than 100,000 characters, and an upsert that matches several records.
 */
export function createAirtable(): Airtable {
	const token = 'token-of-airtable';
	const base = 'appSupportChats01';
	const table = 'tblChatsOfLastWeek';
	const records: Fields[] = [];
	const requests: number[] = [];
	let times: number[] = [];

	function upsert({ performUpsert, typecast = false, records: sent }: Update): StandInResponse {
		if (!Array.isArray(sent) || sent.length < 1 || sent.length > MAX_RECORDS) {
			const words =
				'You must provide an array of up to 10 record objects, each with a "fields" key.';
			return refusal(422, 'INVALID_RECORDS', words);
		}
		const keys = performUpsert?.fieldsToMergeOn ?? [];
		if (keys.length < 1 || keys.length > 3) {
			return refusal(422, 'INVALID_REQUEST_UNKNOWN', 'Only an upsert is expected here');
		}
		const entries = sent.flatMap(({ fields }) => Object.entries(fields));
		const unknown = [...keys, ...entries.map(([name]) => name)].find((name) => !FIELDS[name]);
		if (unknown) return refusal(422, 'UNKNOWN_FIELD_NAME', `Unknown field name: "${unknown}"`);
		const wrong = entries.find(([name, value]) => !isValid(name, value, typecast));
		if (wrong) {
			const words = `Field "${wrong[0]}" cannot accept the provided value`;
			return refusal(422, 'INVALID_VALUE_FOR_COLUMN', words);
		}
		const saved = sent.map(({ fields }) => {
			const matches = records.filter((one) => keys.every((key) => one[key] === fields[key]));
			return { fields, matches };
		});
		if (saved.some(({ matches }) => matches.length > 1)) {
			return refusal(422, 'INVALID_REQUEST', 'Cannot update more than one record');
		}
		requests.push(sent.length);
		return {
			status: 200,
			body: {
				records: saved.map(({ fields, matches: [known] }) => {
					const record = Object.assign(known ?? {}, fields);
					if (!known) records.push(record);
					return { id: `rec${records.indexOf(record)}`, fields: record };
				}),
			},
		};
	}

	function respond({ method, path, headers, body }: ReceivedRequest): StandInResponse {
		if (headers.authorization !== `Bearer ${token}`) {
			return refusal(401, 'AUTHENTICATION_REQUIRED', 'Authentication required');
		}
		times = [...times.filter((time) => time > Date.now() - 1000), Date.now()];
		if (times.length > MAX_PER_SECOND) {
			return refusal(429, 'RATE_LIMIT_REACHED', 'Rate limit exceeded. Please try again later');
		}
		if (method !== 'PATCH' || path !== `/v0/${base}/${table}`) {
			const words = 'Invalid permissions, or the requested model was not found.';
			return refusal(403, 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND', words);
		}
		return upsert(JSON.parse(body) as Update);
	}

	return { hosts: ['api.airtable.com'], respond, token, base, table, records, requests };
}
