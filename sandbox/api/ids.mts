import { hash } from '../data/random.mts';
import type { Behavior } from '../facts/index.mts';

/** A number that stands for an ID, for a service with numeric IDs. */
export const numericId = (id: string): number => hash(id);

/** The ID in the form of the fact `record-ids`. */
export function shownId(id: string, form: string): string | number {
	if (form === 'numbers') return numericId(id);
	if (form === '32 hexadecimal digits in upper case') return id.toUpperCase();
	if (form === 'UUIDs') return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
	return id;
}

/** Whether `given` is this ID: as stored, as its number, or as a service with this behavior shows it. */
export const isId = (id: string, given: string, by: Behavior): boolean =>
	(/^\d+$/.test(given) && given === String(numericId(id))) ||
	given === String(shownId(id, by['record-ids'])) ||
	(by['id-case'] === 'it does not matter' && id.toLowerCase() === given.toLowerCase());

/** The same for a widget, whose ID may have a different letter case in records. */
export const isWidgetId = (id: string, given: string, by: Behavior): boolean =>
	isId(id, given, by) ||
	(by['widget-ids'] !== 'alike' &&
		String(shownId(id, by['record-ids'])).toLowerCase() === given.toLowerCase());
