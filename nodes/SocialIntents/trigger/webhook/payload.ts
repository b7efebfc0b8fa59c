import { createHash } from 'crypto';
import type { Row } from '../../operation';
import { rowsOf } from '../../api/records';
import { textOf } from '../events';

export const digest = (text: string) => createHash('sha256').update(text).digest();

const isRow = (value: unknown): value is Row =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The records in the body of a delivery: a list (documented), one record (seen elsewhere) or an
 * envelope. Null where it is none of them.
 */
export function recordsIn(body: unknown): Row[] | null {
	if (Array.isArray(body)) return (body as unknown[]).every(isRow) ? (body as Row[]) : null;
	if (!isRow(body) || Object.keys(body).length === 0) return null;
	if ('apiStatus' in body) return rowsOf(body);
	// A record may hold lists of its own, such as a chat's messages.
	if ([body.id, body.appId, body.chatType].some((value) => textOf(value) !== '')) return [body];
	const rows = rowsOf(body);
	const saysNothing = Object.values(body).every((value) => textOf(value) === '');
	return rows.length > 0 || saysNothing ? rows : [body];
}
