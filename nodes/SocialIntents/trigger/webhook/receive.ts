import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { decoderFor } from '../../api/body';
import { idKey } from '../../api/ids';
import { dayOrderOf } from '../../dates/dayOrder';
import { addDays, dayOf } from '../../dates/days';
import { recordTime } from '../../dates/serviceDate';
import type { ApiRecord } from '../../operation';
import { toText } from '../../resources/plainText';
import type { TriggerEvent } from '../events';
import { matchEvent, toTriggerItem } from '../items';
import { readSettings } from '../settings';
import { deliveryKey } from './deduplicate';
import { deliveredRecords } from './deliveredRecords';
import { nodeSecret } from './nodeSecret';
import { requiresSecret } from './options';
import { parseBody, parseDelivery, parseFormFields } from './payload';
import { isSameSecret } from './secret';
import { readState } from './stateStore';

/** The secret that the node derives now, or none if its credential cannot be used. */
async function derivedSecret(context: IWebhookFunctions): Promise<string | undefined> {
	try {
		return await nodeSecret(context);
	} catch {
		context.logger.warn("The 'Social Intents API' credential of the trigger could not be read");
		return undefined;
	}
}

async function hasSecret(context: IWebhookFunctions, given: unknown): Promise<boolean> {
	const { secret } = readState(context);
	return isSameSecret(given, secret) || isSameSecret(given, await derivedSecret(context));
}

/** The JSON in the body; undefined if there is none. */
async function readBody(context: IWebhookFunctions): Promise<unknown> {
	const request = context.getRequestObject();
	if (request.contentType?.startsWith('multipart/')) {
		const { data } = context.getBodyData() as { data?: Record<string, unknown> };
		return parseFormFields(
			Object.entries(data ?? {}).map(([name, value]) => [name, String(value)]),
		);
	}
	// n8n parses by the content type, returns nothing without one, and rounds long numbers.
	await request.readRawBody();
	const decoder = decoderFor(request.headers['content-type']);
	return parseBody(request.rawBody ?? new Uint8Array(), (bytes) => decoder.decode(bytes));
}

function reject(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	context.logger.warn(`Rejected a delivery (${status}): ${message}`);
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}

/** Tells whether a record was delivered before. What n8n 2 could not store may be delivered again. */
function createRepeatCheck(context: IWebhookFunctions) {
	const keys: string[] = [];
	const response = context.getResponseObject();
	response.once('finish', () => {
		if (response.statusCode >= 400) deliveredRecords.forget(keys);
	});
	const ids = [context.getWorkflow().id, context.getNode().id];
	return (record: ApiRecord, { value, recurs, recordType }: TriggerEvent): boolean => {
		const { id, appId } = record;
		if (idKey(id) === '' || context.getMode() === 'manual') return false;
		// Another account, or another widget, may count its records from 1 as well.
		const date = recurs ? toText(record[recordType.dateField]) : '';
		const key = deliveryKey(...ids, value, idKey(appId), idKey(id), date);
		if (deliveredRecords.isRepeated(key)) return true;
		keys.push(key);
		return false;
	};
}

/** One delivery: rejected, ignored, or the start of the workflow with an item for each record. */
export async function receiveDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { event: serviceEvent = '', secret } = context.getParamsData() as Record<string, string>;
	if (requiresSecret(context) && !(await hasSecret(context, secret))) {
		return reject(context, 401, 'The secret in the URL is missing or wrong');
	}
	const records = parseDelivery(await readBody(context));
	if (!records) {
		return reject(context, 400, 'The body must be JSON: a record or a list of records');
	}
	const { events, widgetIds, simplify, read } = readSettings(context);
	const output = {
		simplify,
		widgetIds,
		addFields: read.choices('options.addFields'),
		widgetNames: readState(context).widgetNames,
	};
	const timezone = context.getTimezone();
	const today = dayOf(Date.now(), 'utc');
	const recent = { from: addDays(today, -1), to: addDays(today, 1) };
	const isRepeated = createRepeatCheck(context);
	const items = records.flatMap((record) => {
		const match = matchEvent(record, serviceEvent, { events, widgetIds });
		if ('ignored' in match) {
			context.logger.debug(`Ignored a record: ${match.ignored}`);
			return [];
		}
		if (isRepeated(record, match.event)) {
			context.logger.debug(`Ignored a record that was delivered before: ${idKey(record.id)}`);
			return [];
		}
		const { dateField } = match.event.recordType;
		const order = dayOrderOf([record], dateField, recent);
		const time = recordTime(record, dateField, timezone, order);
		return [{ json: toTriggerItem(record, match.event, { ...output, time }) }];
	});
	const webhookResponse = { received: records.length, accepted: items.length };
	return items.length > 0 ? { webhookResponse, workflowData: [items] } : { webhookResponse };
}
