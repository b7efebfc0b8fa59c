const CONCURRENCY = 32;

/** Looks up a chat per item with n8n's request helper and nothing else. */
exports.BareLoop = class BareLoop {
	description = {
		displayName: 'Bare Loop',
		name: 'bareLoop',
		group: ['transform'],
		version: 1,
		description: 'Looks up chats',
		defaults: { name: 'Bare Loop' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'socialIntentsApi', required: true }],
		properties: [{ displayName: 'Chat ID', name: 'chatId', type: 'string', default: '' }],
	};

	/** @this {import('n8n-workflow').IExecuteFunctions} */
	async execute() {
		const { baseUrl } = await this.getCredentials('socialIntentsApi');
		const queue = this.getInputData().keys();
		/** @type {import('n8n-workflow').INodeExecutionData[][]} */
		const found = [];
		const work = async () => {
			for (const index of queue) {
				const { chats } = /** @type {{ chats: import('n8n-workflow').IDataObject[] }} */ (
					await this.helpers.httpRequestWithAuthentication.call(this, 'socialIntentsApi', {
						url: `${baseUrl}/chats`,
						qs: { id: this.getNodeParameter('chatId', index) },
					})
				);
				found[index] = chats.map((json) => ({ json, pairedItem: index }));
			}
		};
		await Promise.all(Array.from({ length: CONCURRENCY }, work));
		return [found.flat()];
	}
};
