import { type IPollFunctions, type INodeExecutionData, NodeOperationError } from 'n8n-workflow';
import { createClient } from '../../api/client';
import { dayOf, addDays } from '../../dates/days';
import { fetchList, listsFor, matchRecords, type MatchedRecord } from './lists';
import { toItems } from './items';
import { createWidgetsReader } from './widgets';
import { readPollingSettings } from './options';

const SAMPLE_DAYS = [1, 7, 31];
const SAMPLE_SIZE = 5;

/** The newest few records, from as few days as possible: a day may have thousands. */
export async function sample(context: IPollFunctions): Promise<INodeExecutionData[][]> {
	const settings = readPollingSettings(context);
	const api = await createClient(context, 1);
	const today = dayOf(Date.now(), 'UTC');
	let newest: MatchedRecord[] = [];
	for (const days of SAMPLE_DAYS) {
		const found: MatchedRecord[] = [];
		for (const source of listsFor(settings)) {
			const response = await fetchList(api, source, addDays(today, -days), addDays(today, 1));
			for (const one of matchRecords(response, source)) found.push(one);
		}
		newest = found
			.sort((a, b) => (b.time ?? -Infinity) - (a.time ?? -Infinity) || 0)
			.slice(0, SAMPLE_SIZE);
		if (newest.length === SAMPLE_SIZE) break;
	}
	const isNamed = settings.addFields.includes('widgetName');
	const names = isNamed ? (await createWidgetsReader(api)()).names : undefined;
	if (newest.length > 0) return [toItems(newest, settings, names)];
	throw new NodeOperationError(
		context.getNode(),
		`None of the chosen events happened in the last ${SAMPLE_DAYS.at(-1)} days, so there is no sample`,
		{
			description: 'Start and end a chat, or publish the workflow: the next event will start it.',
		},
	);
}
