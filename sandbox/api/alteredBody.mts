import type { Alteration } from './faultKinds.mts';
import { numericId } from './ids.mts';
import type { ApiResponse } from './responses.mts';

/** The body of `response` as altered by the fault. */
export function alteredBody(response: ApiResponse, fault: Alteration): unknown {
	const { body, list, registered } = response;
	if (registered) {
		if (fault.kind === 'missingId') return {};
		return fault.kind === 'numericIds' ? { id: numericId(registered.id) } : body;
	}
	if (!list) return body;
	const { [list.key]: _, ...status } = body;
	const [first] = list.records;
	switch (fault.kind) {
		case 'listAbsent':
			return status;
		case 'listNull':
			return { ...status, [list.key]: null };
		case 'bareArray':
			return list.records;
		case 'listRenamed':
			return { ...status, [fault.key]: list.records };
		case 'singleRecord':
			return first ?? status;
		case 'listObject':
			return { ...status, [list.key]: first };
		case 'numericIds':
			return { ...status, [list.key]: list.records.map(withNumericIds) };
		default:
			return body;
	}
}

function withNumericIds(record: { id: string; appId?: string | null }) {
	return {
		...record,
		id: numericId(record.id),
		...(record.appId && { appId: numericId(record.appId) }),
	};
}
