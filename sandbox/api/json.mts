import type { ApiResponse } from './responses.mts';

/** The body of a response as JSON. */
export function toJson({ body, list, text }: ApiResponse): Buffer {
	if (text !== undefined) return Buffer.from(text);
	if (!list || list.records.length === 0) return Buffer.from(JSON.stringify(body));
	const { [list.key]: _, ...status } = body;
	const head = `${JSON.stringify(status).slice(0, -1)},${JSON.stringify(list.key)}:[`;
	const records = list.records.flatMap((record, index) =>
		index === 0 ? [recordJson(record)] : [COMMA, recordJson(record)],
	);
	return Buffer.concat([Buffer.from(head), ...records, Buffer.from(']}')]);
}

const COMMA = Buffer.from(',');

/** Records never change and appear in many responses, so each is serialized once. */
const written = new WeakMap<object, Buffer>();

function recordJson(record: object): Buffer {
	const known = written.get(record);
	if (known) return known;
	const json = Buffer.from(JSON.stringify(record));
	written.set(record, json);
	return json;
}
