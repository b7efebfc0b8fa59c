import { type IPollFunctions, type INodeExecutionData, NodeOperationError } from 'n8n-workflow';
import { createClient } from '../../api/client';
import { dayOf, addDays } from '../../dates/days';
import { readSettings, type TriggerSettings } from '../settings';
import { type MatchedRecord, listsFor, fetchList, matchRecords } from './catchUp';
import { pollingFields } from './options';
import { toTriggerItem } from '../items';

/** The newest few, from as few days as give them: a day may hold thousands. */
export async function sample(context: IPollFunctions): Promise<INodeExecutionData[][]> {
	const settings = readSettings(context, pollingFields);
	const api = await createClient(context, 1);
	const today = dayOf(Date.now(), 'UTC');
	let newest: MatchedRecord[] = [];
	for (const days of SAMPLE_DAYS) {
		const found: MatchedRecord[] = [];
		for (const source of listsFor(settings)) {
			const rows = await fetchList(api, source, addDays(today, -days), addDays(today, 1));
			for (const one of matchRecords(rows, source)) found.push(one);
		}
		newest = found
			.sort((a, b) => (b.time ?? -Infinity) - (a.time ?? -Infinity) || 0)
			.slice(0, SAMPLE_ROWS);
		if (newest.length === SAMPLE_ROWS) break;
	}
	if (newest.length > 0) return [itemsOf(newest, settings)];
	throw new NodeOperationError(
		context.getNode(),
		`Nothing of the chosen events happened in the last ${SAMPLE_DAYS.at(-1)} days, so there is no sample`,
		{
			description: 'Have a chat and end it, or publish the workflow: it starts at the next event.',
		},
	);
}

export const SAMPLE_DAYS = [1, 7, 31];
export const SAMPLE_ROWS = 5;
/** The oldest first; what has no date comes last. */
export function itemsOf(
	found: MatchedRecord[],
	{ simplify, widgetIds }: TriggerSettings,
): INodeExecutionData[] {
	return [...found]
		.sort((a, b) => (a.time ?? Infinity) - (b.time ?? Infinity) || 0)
		.map(({ row, event }) => ({
			json: toTriggerItem(row, event, { simplify, timezone: 'UTC', widgetIds }),
		}));
}
