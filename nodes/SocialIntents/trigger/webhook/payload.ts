import { createHash } from 'crypto';
import type { ApiRecord } from '../../operation';
import { extractRecords } from '../../api/records';
import { toText } from '../events';

export const digest = (text: string) => createHash('sha256').update(text).digest();

const isRow = (value: unknown): value is ApiRecord =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The records in the body of a delivery: a list (documented), one record (seen elsewhere) or an
 * envelope. Null where it is none of them.
 */
export function parseDelivery(body: unknown): ApiRecord[] | null {
	if (Array.isArray(body)) return (body as unknown[]).every(isRow) ? (body as ApiRecord[]) : null;
	if (!isRow(body) || Object.keys(body).length === 0) return null;
	if ('apiStatus' in body) return extractRecords(body);
	// A record may hold lists of its own, such as a chat's messages.
	if ([body.id, body.appId, body.chatType].some((value) => toText(value) !== '')) return [body];
	const rows = extractRecords(body);
	const saysNothing = Object.values(body).every((value) => toText(value) === '');
	return rows.length > 0 || saysNothing ? rows : [body];
}
