import { createHash, timingSafeEqual } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import type { Row } from '../operation';
import { rowsOf } from '../resources/envelope';
import { textOf, type TriggerEvent } from './events';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Compares two secrets in a time that says nothing of where they differ. */
export function isSameSecret(given: unknown, expected: string | undefined): boolean {
	if (typeof given !== 'string' || !expected) return false;
	return timingSafeEqual(digest(given), digest(expected));
}

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

/** What a workflow listens to. */
export interface Interest {
	events: TriggerEvent[];
	/** Undefined for all widgets. */
	widgetIds?: string[];
}

/** Whether a record starts the workflow, as which event, or why not. */
export type Decision = { event: TriggerEvent } | { ignored: string };

/** Decides over one record that came in for a service event, in whatever case its address has it. */
export function decide(row: Row, serviceEvent: string, { events, widgetIds }: Interest): Decision {
	const appId = textOf(row.appId);
	if (widgetIds && appId !== '' && !widgetIds.includes(appId)) {
		return { ignored: `widget ${appId} is not chosen` };
	}
	const isFor = (one: TriggerEvent) =>
		one.serviceEvent.toLowerCase() === serviceEvent.toLowerCase();
	const event = events.find((one) => isFor(one) && one.isOne(row));
	return event
		? { event }
		: { ignored: `no chosen event is behind ${JSON.stringify(serviceEvent)}` };
}

/** A record as it leaves a trigger: the action node's shape, and which event of which widget it is. */
export function triggerItem(
	row: Row,
	event: TriggerEvent,
	options: { simplify: boolean; timezone: string; widgetIds?: string[] },
): IDataObject {
	const shaped = options.simplify ? event.kind.simplify(row, options.timezone) : row;
	const [onlyWidget = null, ...others] = options.widgetIds ?? [];
	const otherwise = others.length === 0 ? onlyWidget : null;
	return {
		...shaped,
		event: event.value,
		widgetId: textOf(row.appId) === '' ? otherwise : row.appId,
	};
}

const MOST_REMEMBERED = 10_000;

/** Names a record among all that come, in a text of one length whatever the service has for IDs. */
export const recordKey = (...parts: unknown[]): string =>
	digest(JSON.stringify(parts)).toString('base64');

/** Remembers the records that came. */
export interface RepeatFilter {
	isRepeated: (key: string) => boolean;
	forget: (keys: string[]) => void;
}

/**
 * Remembers what came, to drop what the service sends twice. In this process only and for the newest
 * 10,000 records: n8n 2 does not keep state that a delivery writes.
 */
export function createRepeatFilter(most = MOST_REMEMBERED): RepeatFilter {
	const seen = new Set<string>();
	return {
		isRepeated(key) {
			if (seen.has(key)) return true;
			seen.add(key);
			const [oldest = key] = seen;
			if (seen.size > most) seen.delete(oldest);
			return false;
		},
		forget(keys) {
			for (const key of keys) seen.delete(key);
		},
	};
}
