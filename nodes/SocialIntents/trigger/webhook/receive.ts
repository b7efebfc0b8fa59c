import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { CREDENTIAL } from '../../api/auth';
import { parseDelivery } from './payload';
import { recordKey, createDeduplicator } from './deduplicate';
import { toTriggerItem, matchEvent } from '../items';
import { isSameSecret, scopeOf, deliverySecret } from './secret';
import { toText } from '../events';
import { type TriggerState } from './state';
import { readSettings } from '../settings';
import { requiresSecret } from './options';

/** One for the process: n8n makes a new node object for every delivery. */
const seen = createDeduplicator();

/** The secret that the node derives now, or none where its credential cannot be read. */
async function derivedSecret(context: IWebhookFunctions): Promise<string | undefined> {
	const scope = scopeOf(context.getWorkflow(), context.getNode());
	try {
		const { apiToken } = await context.getCredentials(CREDENTIAL);
		return toText(apiToken) ? deliverySecret(apiToken, scope) : undefined;
	} catch {
		context.logger.warn('The credential of the Social Intents Trigger cannot be read');
		return undefined;
	}
}

async function isFromService(context: IWebhookFunctions, given: unknown): Promise<boolean> {
	const { secret } = context.getWorkflowStaticData('node') as TriggerState;
	return isSameSecret(given, secret) || isSameSecret(given, await derivedSecret(context));
}

/** The body as JSON, whatever its content type; undefined where it is none. */
async function bodyOf(context: IWebhookFunctions): Promise<unknown> {
	const request = context.getRequestObject();
	if (request.contentType === 'application/json') return context.getBodyData();
	// n8n makes objects of forms, too, and nothing of a body without a type: the bytes tell.
	try {
		await request.readRawBody();
		return JSON.parse(new TextDecoder(request.encoding).decode(request.rawBody)) as unknown;
	} catch {
		return undefined;
	}
}

function reject(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	context.logger.warn(`Turned a call to the Social Intents Trigger away (${status}): ${message}`);
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}

/** One call of the service: refuses, ignores, or starts the workflow with an item for each record. */
export async function receiveDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { event: serviceEvent = '', secret } = context.getParamsData() as Record<string, string>;
	if (requiresSecret(context) && !(await isFromService(context, secret))) {
		return reject(context, 401, 'The secret in the address is missing or wrong');
	}
	const records = parseDelivery(await bodyOf(context));
	if (!records)
		return reject(context, 400, 'The body is neither a record nor a list of records in JSON');

	const { events, widgetIds, simplify } = readSettings(context);
	const isListening = context.getMode() === 'manual';
	const timezone = context.getTimezone();
	const keys: string[] = [];
	const response = context.getResponseObject();
	// n8n 2 answers when it has stored the execution: what it could not store has to come again.
	response.once('finish', () => {
		if (response.statusCode >= 400) seen.forget(keys);
	});
	const items = records.flatMap((row) => {
		const decision = matchEvent(row, serviceEvent, { events, widgetIds });
		if ('ignored' in decision) {
			context.logger.debug(`Ignored a delivery of Social Intents: ${decision.ignored}`);
			return [];
		}
		const { event } = decision;
		const id = toText(row.id);
		if (id !== '' && !isListening) {
			const key = recordKey(context.getWorkflow().id, context.getNode().id, event.value, id);
			if (seen.isRepeated(key)) {
				context.logger.debug(`Ignored a repeated delivery of Social Intents: ${id}`);
				return [];
			}
			keys.push(key);
		}
		return [{ json: toTriggerItem(row, event, { simplify, timezone, widgetIds }) }];
	});
	const webhookResponse = { received: records.length, accepted: items.length };
	return items.length > 0 ? { webhookResponse, workflowData: [items] } : { webhookResponse };
}
