const { DateTime } = require('luxon');
const { NodeApiError, NodeOperationError } = require('n8n-workflow');

const operations = {
	/** One request per item through n8n's helper; its records become items. */
	async fetch(item) {
		const { baseUrl } = await this.getCredentials('probeApi', item);
		const options = { url: `${baseUrl}/list`, qs: { path: this.getNodeParameter('path', item) } };
		return await this.helpers.httpRequestWithAuthentication.call(this, 'probeApi', options);
	},
	async identity() {
		return {
			apiError: NodeApiError,
			dateTime: this.getNodeParameter('date', 0) instanceof DateTime,
			timezone: this.getTimezone(),
			tool: this.isToolExecution?.() ?? null,
		};
	},
	async file() {
		return await this.helpers.prepareBinaryData(Buffer.from('hello'), 'hello.txt', 'text/plain');
	},
	async log(item) {
		this.logger.warn('A line', { item });
	},
	async refuse(item) {
		const cause = new Error('deep down lies opensesame');
		const error = new NodeOperationError(this.getNode(), 'No', { itemIndex: item });
		Object.defineProperty(error, 'cause', { value: cause, enumerable: false });
		throw error;
	},
	async unknown(item) {
		return this.getNodeParameter('notInTheDescription', item);
	},
	async wait() {
		const signal = this.getExecutionCancelSignal();
		await new Promise((resolve) => signal.addEventListener('abort', resolve));
	},
	async import(item) {
		return require(this.getNodeParameter('module', item));
	},
};

const show = (...values) => ({ show: { operation: values } });

exports.Probe = class Probe {
	description = {
		displayName: 'Probe',
		name: 'probe',
		icon: 'file:probe.svg',
		group: ['transform'],
		version: 1,
		description: 'Probes',
		defaults: { name: 'Probe' },
		inputs: ['main'],
		outputs: ['main'],
		usableAsTool: true,
		credentials: [{ name: 'probeApi', required: true }],
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options: Object.keys(operations).map((value) => ({ name: value, value, action: value })),
				default: 'fetch',
			},
			{
				displayName: 'Path',
				name: 'path',
				type: 'string',
				default: '',
				displayOptions: show('fetch'),
			},
			{
				displayName: 'Only as a Tool',
				name: 'onlyTool',
				type: 'string',
				default: 'shown',
				displayOptions: { show: { '@tool': [true] } },
			},
			{
				displayName: 'Date',
				name: 'date',
				type: 'string',
				default: '={{ $now }}',
				displayOptions: show('identity'),
			},
			{
				displayName: 'Module',
				name: 'module',
				type: 'string',
				default: '',
				displayOptions: show('import'),
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				default: {},
				options: [{ displayName: 'Known', name: 'known', type: 'string', default: '' }],
			},
		],
	};

	methods = {
		listSearch: {
			async search(filter, paginationToken) {
				const { baseUrl } = await this.getCredentials('probeApi');
				const path = this.getCurrentNodeParameter('path');
				const options = { url: `${baseUrl}/list`, qs: { path, filter } };
				const records = await this.helpers.httpRequestWithAuthentication.call(
					this,
					'probeApi',
					options,
				);
				return {
					results: records.map(({ n }) => ({ name: `${filter ?? ''}${n}`, value: String(n) })),
					paginationToken: paginationToken ?? 2,
				};
			},
		},
	};

	async execute() {
		const items = this.getInputData();
		const output = [];
		for (let item = 0; item < items.length; item++) {
			const operation = this.getNodeParameter('operation', item);
			try {
				const result = await operations[operation].call(this, item);
				for (const record of [result].flat()) {
					const binary = operation === 'file' && { binary: { data: record } };
					const json = { result: record, ...(record?.constructor === Object && record) };
					output.push({ json: binary ? {} : json, ...binary, pairedItem: { item } });
				}
			} catch (error) {
				if (!this.continueOnFail()) throw error;
				output.push({ json: { error: error.message }, pairedItem: { item } });
			}
		}
		return [output];
	}
};
