import { type IPollFunctions, type INodeExecutionData, NodeOperationError } from 'n8n-workflow';
import { createClient, type ApiClient } from '../../api/client';
import { dayOf, addDays } from '../../dates/days';
import { fetchList, listsFor, matchRecords, type ChosenList, type MatchedRecord } from './lists';
import { toItems } from './items';
import { createWidgetsReader, fetchListedId } from './widgets';
import { readPollingSettings } from './options';

const SAMPLE_DAYS = [1, 7, 31];
const SAMPLE_SIZE = 5;
/** More days of a list with as many records take long, and may not fit in memory. */
const MAX_RECORDS = 1000;

const isEnough = (found: MatchedRecord[], { events }: ChosenList) =>
	found.length >= SAMPLE_SIZE &&
	events.every((event) => found.some((one) => one.event.value === event.value));

/** The records of one list, from as few days as possible: a day may have thousands. */
async function findRecent(api: ApiClient, list: ChosenList): Promise<MatchedRecord[]> {
	const today = dayOf(Date.now(), 'UTC');
	let found: MatchedRecord[] = [];
	for (const days of SAMPLE_DAYS) {
		const response = await fetchList(api, list, addDays(today, -days), addDays(today, 1));
		found = matchRecords(response, list);
		if (isEnough(found, list) || response.records.length >= MAX_RECORDS) break;
	}
	return found;
}

/** The newest record of each event, whose fields differ, and then the newest of all. */
function chooseSample(found: MatchedRecord[]): MatchedRecord[] {
	const newestFirst = [...found].sort((a, b) => (b.time ?? -Infinity) - (a.time ?? -Infinity) || 0);
	const ofEachEvent = new Map([...newestFirst].reverse().map((one) => [one.event.value, one]));
	return [...new Set([...ofEachEvent.values(), ...newestFirst])].slice(0, SAMPLE_SIZE);
}

/** A few of the newest records, at least one of each chosen event that happened lately. */
export async function sample(context: IPollFunctions): Promise<INodeExecutionData[][]> {
	const settings = readPollingSettings(context);
	const api = await createClient(context, 1);
	const readWidgets = createWidgetsReader(api);
	const listedId = await fetchListedId(settings, readWidgets);
	const found: MatchedRecord[] = [];
	for (const list of listsFor(settings, listedId)) {
		for (const one of await findRecent(api, list)) found.push(one);
	}
	const isNamed = settings.addFields.includes('widgetName');
	const names = isNamed ? (await readWidgets()).names : undefined;
	if (found.length > 0) return [toItems(chooseSample(found), settings, names)];
	throw new NodeOperationError(
		context.getNode(),
		`None of the chosen events happened in the last ${SAMPLE_DAYS.at(-1)} days, so there is no sample`,
		{
			description: 'Start and end a chat, or publish the workflow: the next event will start it.',
		},
	);
}
