import type { Fact } from './fact.mts';

const PARSED = 'Nothing changes: every form is accepted.';

/** Registering and deleting webhooks, and their deliveries. */
export const WEBHOOKS = [
	{
		key: 'created-id',
		question: 'Where is the ID of a new webhook?',
		assumed: 'id: string',
		certainty: 'documented',
		needs: 'webhook',
		otherwise:
			'The trigger cannot be published if it does not find the ID, and the message says so.',
		variants: {
			'created-id-number': 'id: number',
			'created-id-webhook-id': 'webhookId: string',
			'created-id-nested': 'webhook.id: string',
			'created-id-bare': '(bare string)',
			'created-id-list': '[0].id: string',
			'created-id-absent': 'absent',
		},
	},
	{
		key: 'second-webhook',
		question: 'What does registering the same webhook again do?',
		assumed: 'adds another',
		certainty: 'inferred',
		needs: 'webhook',
		otherwise: 'The trigger registers each webhook once; after an aborted start, one may remain.',
		variants: {
			'second-webhook-refused': '409 with a refusal',
			'second-webhook-replaces': 'replaces the first',
			'second-webhook-same-id': 'gives the same ID',
		},
	},
	{
		key: 'delete-by-widget',
		question: 'Does DELETE /apps/{appId}/webhook/{id} delete?',
		assumed: 'deletes',
		certainty: 'documented',
		needs: 'webhook',
		otherwise:
			'The trigger then uses DELETE /webhook/{id}: one more request for each webhook. In Webhook > Delete, choose Any Widget.',
		variants: { 'delete-by-widget-refused': '405 with a refusal' },
	},
	{
		key: 'delete-by-id',
		question: 'Does DELETE /webhook/{id} delete?',
		assumed: 'deletes',
		certainty: 'documented',
		needs: 'webhook',
		otherwise: 'Choose One Widget in Webhook > Delete.',
		variants: { 'delete-by-id-refused': '405 with a refusal' },
	},
	{
		key: 'delete-response',
		question: 'What does a deletion return?',
		assumed: 'any',
		usual: '200 with success',
		certainty: 'inferred',
		needs: 'webhook',
		otherwise:
			'Nothing changes: any success counts. After a page, the trigger deletes once more, and a 404 then shows that the webhook is gone.',
		variants: {
			'delete-response-204': '204 empty',
			'delete-response-empty': '200 empty',
			'delete-response-202': '202 with success',
			'delete-response-text': '200 with text',
			'delete-response-page': '200 with a page',
		},
	},
	{
		key: 'delete-again',
		question: 'What is the response to deleting a deleted webhook?',
		assumed: '404 with a refusal',
		certainty: 'inferred',
		needs: 'webhook',
		otherwise:
			'A page instead of data is treated as an outage: the trigger keeps the webhook’s ID and tries again.',
		variants: {
			'delete-again-200': '200 with success',
			'delete-again-410': '410 with a refusal',
			'delete-again-page': '404 with a page',
		},
	},
	{
		key: 'delivery-method',
		question: 'Which method does a delivery use?',
		assumed: 'POST',
		certainty: 'documented',
		needs: 'delivery',
		otherwise: 'n8n rejects other methods, so no event starts the workflow.',
		variants: { 'delivery-put': 'PUT' },
	},
	{
		key: 'delivery-headers',
		question: 'Which headers of its own does a delivery have?',
		assumed: 'any',
		usual: 'none',
		certainty: 'inferred',
		needs: 'delivery',
		otherwise: 'Nothing changes: the trigger does not use them.',
		variants: { 'delivery-signed': 'x-social-intents-signature' },
	},
	{
		key: 'delivery-body',
		question: 'What does a delivery look like?',
		assumed: 'a list of records',
		certainty: 'documented',
		needs: 'delivery',
		otherwise: PARSED,
		variants: {
			'delivery-single': 'a record',
			'delivery-envelope': 'an envelope',
		},
	},
	{
		key: 'delivery-type',
		question: 'Which content type does a delivery have?',
		assumed: 'application/json',
		certainty: 'documented',
		needs: 'delivery',
		otherwise:
			'n8n parses JSON only with a JSON content type; the trigger itself parses a form or text that contains JSON. n8n rejects JSON in a charset that Node.js does not recognize.',
		variants: {
			'delivery-form': 'application/x-www-form-urlencoded',
			'delivery-text': 'text/plain',
			'delivery-latin-1': 'application/json; charset=iso-8859-1',
		},
	},
	{
		key: 'delivery-encoding',
		question: 'Is a delivery compressed?',
		assumed: 'any',
		usual: 'no',
		certainty: 'inferred',
		needs: 'delivery',
		otherwise: 'Nothing changes: n8n decompresses it.',
		variants: { 'delivery-gzip': 'gzip' },
	},
	{
		key: 'delivery-address',
		question: 'Is the URL of a webhook kept unchanged?',
		assumed: 'as registered',
		certainty: 'inferred',
		needs: 'delivery',
		otherwise:
			'A changed path does not reach the workflow or lacks its secret. The query is not used.',
		variants: {
			'delivery-address-no-query': 'without its query',
			'delivery-address-lower-case': 'in lower case',
			'delivery-address-slash': 'with a trailing slash',
			'delivery-address-encoded': 'encoded again',
		},
	},
	{
		key: 'delivery-repeat',
		question: 'Is a delivery retried after a status 500?',
		assumed: 'once',
		certainty: 'inferred',
		needs: 'delivery',
		otherwise: 'Nothing changes: repeated deliveries are dropped.',
		variants: { 'delivery-repeated': 'repeated' },
	},
] as const satisfies readonly Fact[];
