exports.ProbePoll = class ProbePoll {
	description = {
		displayName: 'Probe Poll',
		name: 'probePoll',
		group: ['trigger'],
		version: 1,
		description: 'Probes polling',
		defaults: { name: 'Probe Poll' },
		polling: true,
		inputs: [],
		outputs: ['main'],
		credentials: [{ name: 'probeApi', required: true }],
		properties: [{ displayName: 'Every', name: 'every', type: 'number', default: 2 }],
	};

	/** Counts its calls in static data and emits on every n-th. */
	async poll() {
		const state = this.getWorkflowStaticData('node');
		state.polls = (state.polls ?? 0) + 1;
		const record = {
			polls: state.polls,
			mode: this.getMode(),
			activation: this.getActivationMode(),
		};
		if (this.getMode() === 'manual') return [this.helpers.returnJsonArray([record])];
		if (state.polls % this.getNodeParameter('every') !== 0) return null;
		return [this.helpers.returnJsonArray([record])];
	}
};
