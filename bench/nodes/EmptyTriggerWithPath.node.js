/** The empty trigger at a path with changing parts, which n8n looks up in its database for each delivery. */
exports.EmptyTriggerWithPath = class EmptyTriggerWithPath {
	description = {
		displayName: 'Empty Trigger With Path',
		name: 'emptyTriggerWithPath',
		group: ['trigger'],
		version: 1,
		description: 'Passes deliveries on',
		defaults: { name: 'Empty Trigger With Path' },
		inputs: [],
		outputs: ['main'],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				path: '=deliveries/{{ $webhookId }}/:event/:secret',
				isFullPath: true,
			},
		],
		properties: [],
	};

	/** @this {import('n8n-workflow').IWebhookFunctions} */
	async webhook() {
		return { workflowData: [this.helpers.returnJsonArray(this.getBodyData())] };
	}
};
