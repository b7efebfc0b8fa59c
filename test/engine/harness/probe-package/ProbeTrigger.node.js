const send = async (context, method, body) => {
	const { baseUrl } = await context.getCredentials('probeApi');
	const options = { method, url: `${baseUrl}/hooks`, body };
	return await context.helpers.httpRequestWithAuthentication.call(context, 'probeApi', options);
};

exports.ProbeTrigger = class ProbeTrigger {
	description = {
		displayName: 'Probe Trigger',
		name: 'probeTrigger',
		group: ['trigger'],
		version: 1,
		description: 'Probes webhooks',
		defaults: { name: 'Probe Trigger' },
		inputs: [],
		outputs: ['main'],
		credentials: [{ name: 'probeApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: '',
				isFullPath: true,
				path: 'events/:event/:secret',
			},
		],
		properties: [{ displayName: 'Kind', name: 'kind', type: 'string', default: 'plain' }],
	};

	webhookMethods = {
		default: {
			async checkExists() {
				const state = this.getWorkflowStaticData('node');
				return state.url === this.getNodeWebhookUrl('default');
			},
			async create() {
				const state = this.getWorkflowStaticData('node');
				const url = this.getNodeWebhookUrl('default');
				state.attempted = (state.attempted ?? 0) + 1;
				const { id } = await send(this, 'POST', {
					url,
					mode: this.getMode(),
					activation: this.getActivationMode(),
				});
				Object.assign(state, { id, url });
				return true;
			},
			async delete() {
				const state = this.getWorkflowStaticData('node');
				await send(this, 'DELETE', { id: state.id ?? 'none' });
				delete state.id;
				delete state.url;
				return true;
			},
		},
	};

	async webhook() {
		const { event, secret } = this.getParamsData();
		const response = this.getResponseObject();
		if (secret !== 'right') {
			response.status(401).json({ message: 'No' });
			return { noWebhookResponse: true };
		}
		const state = this.getWorkflowStaticData('node');
		state.received = (state.received ?? 0) + 1;
		const body = this.getBodyData();
		const request = this.getRequestObject();
		await request.readRawBody();
		if (event === 'ignored') return { webhookResponse: { ignored: true } };
		if (event === 'broken') throw new Error('broken');
		const record = { event, body, raw: request.rawBody.toString(), headers: this.getHeaderData() };
		return {
			workflowData: [this.helpers.returnJsonArray([record])],
			webhookResponse: { received: 1 },
		};
	}
};
