import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { CREDENTIAL } from '../api/request';
import { createRepeatFilter, decide, isSameSecret, recordsIn, triggerItem } from './delivery';
import { deliverySecret, type TriggerState } from './registration';
import { readSettings } from './settings';

/** One for the process: n8n makes a new node object for every delivery. */
const isRepeated = createRepeatFilter();

async function isFromService(context: IWebhookFunctions, given: unknown): Promise<boolean> {
	const { secret } = context.getWorkflowStaticData('node') as TriggerState;
	if (isSameSecret(given, secret)) return true;
	const { apiToken } = await context.getCredentials(CREDENTIAL);
	const node = context.getNode();
	const ids = { workflow: context.getWorkflow().id, node: node.id, webhook: node.webhookId };
	return isSameSecret(given, deliverySecret(apiToken, ids));
}

/** n8n parses a body by its content type; without one it leaves the raw bytes. */
async function bodyOf(context: IWebhookFunctions): Promise<unknown> {
	const body = context.getBodyData() as unknown;
	const isEmpty = body === undefined || Object.keys(Object(body)).length === 0;
	if (!isEmpty || Array.isArray(body)) return body;
	const request = context.getRequestObject();
	await request.readRawBody();
	try {
		return JSON.parse(request.rawBody.toString('utf8')) as unknown;
	} catch {
		return undefined;
	}
}

function refuse(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	context.logger.warn(`Turned a call to the Social Intents Trigger away (${status}): ${message}`);
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}

/** One call of the service: refuses, ignores, or starts the workflow with an item for each record. */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const settings = readSettings(context);
	const { events, widgetIds, simplify, read } = settings;
	const { event: serviceEvent = '', secret } = context.getParamsData() as Record<string, string>;
	if (read.flag('options.requireSecret') && !(await isFromService(context, secret))) {
		return refuse(context, 401, 'The secret in the address is missing or wrong');
	}
	const records = recordsIn(await bodyOf(context));
	if (!records) return refuse(context, 400, 'The body is neither a record nor a list of records in JSON');

	const isListening = context.getMode() === 'manual';
	const workflowId = context.getWorkflow().id ?? '';
	const items = records.flatMap((row) => {
		const decision = decide(row, serviceEvent, { events, widgetIds });
		if ('ignored' in decision) {
			context.logger.debug(`Ignored a delivery of Social Intents: ${decision.ignored}`);
			return [];
		}
		const { event } = decision;
		const hasId = row.id !== undefined && row.id !== null;
		const key = JSON.stringify([workflowId, context.getNode().id, event.value, row.id]);
		if (hasId && !isListening && isRepeated(key)) {
			context.logger.debug(`Ignored a repeated delivery of Social Intents: ${String(row.id)}`);
			return [];
		}
		const timezone = context.getTimezone();
		return [{ json: triggerItem(row, event, { simplify, timezone, widgetIds }) }];
	});
	const webhookResponse = { received: records.length, accepted: items.length };
	return items.length > 0 ? { webhookResponse, workflowData: [items] } : { webhookResponse };
}
