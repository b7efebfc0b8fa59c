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
		properties: [
			{ displayName: 'Chat ID', name: 'chatId', type: 'string', default: '' },
			{
				displayName: 'Read All IDs First',
				name: 'readsFirst',
				type: 'boolean',
				default: false,
				description: 'Whether to send nothing before the IDs of all items are known to be valid',
			},
		],
	};

	/** @this {import('n8n-workflow').IExecuteFunctions} */
	async execute() {
		const { baseUrl } = await this.getCredentials('socialIntentsApi');
		const queue = this.getInputData().keys();
		const chatIdOf = (/** @type {number} */ index) => this.getNodeParameter('chatId', index);
		const ids = this.getNodeParameter('readsFirst', 0)
			? this.getInputData().map((_, index) => chatIdOf(index))
			: [];
		/** @type {import('n8n-workflow').INodeExecutionData[][]} */
		const found = [];
		const work = async () => {
			for (const index of queue) {
				const { chats } = /** @type {{ chats: import('n8n-workflow').IDataObject[] }} */ (
					await this.helpers.httpRequestWithAuthentication.call(this, 'socialIntentsApi', {
						url: `${baseUrl}/chats`,
						qs: { id: ids[index] ?? chatIdOf(index) },
					})
				);
				found[index] = chats.map((json) => ({ json, pairedItem: index }));
			}
		};
		await Promise.all(Array.from({ length: CONCURRENCY }, work));
		return [found.flat()];
	}
};
