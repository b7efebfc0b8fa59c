exports.ProbeApi = class ProbeApi {
	name = 'probeApi';
	displayName = 'Probe API';
	properties = [
		{ displayName: 'Mode', name: 'mode', type: 'string', default: 'header' },
		{ displayName: 'Token', name: 'token', type: 'string', default: '' },
		{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: '' },
		{
			displayName: 'Shown in Other Mode',
			name: 'other',
			type: 'string',
			default: 'x',
			displayOptions: { show: { mode: ['other'] } },
		},
	];
	test = {
		request: { baseURL: '={{ $credentials.baseUrl }}', url: '/list' },
		rules: [
			{
				type: 'responseSuccessBody',
				properties: { key: 'state', value: 'refused', message: 'The service refused' },
			},
		],
	};
	authenticate = async (credentials, options) => {
		options.headers = {
			...options.headers,
			'X-Token': credentials.token,
			'X-Fields': Object.keys(credentials).sort().join(),
		};
		return options;
	};
};
