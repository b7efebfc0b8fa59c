import type { Client, SignIn } from '../client.mts';
import { CannotAsk } from '../client.mts';
import { described, isSuccess } from '../reading.mts';
import type { Seen } from './seen.mts';

/** Authentication, the trailing slash, and headers. Leaves the client in a working mode. */
export async function probeAccess(client: Client, hasAccountId: boolean): Promise<Seen> {
	const slash = await probeSlash(client);
	const accepts = async (signIn: SignIn): Promise<boolean> =>
		isSuccess(await client.ask('GET', '/apps', { signIn }));
	const token = await accepts('token');
	const basic = hasAccountId ? await accepts('basic') : null;
	if (!token && !basic) {
		throw new CannotAsk('The service rejects the token. Check the token, account ID, and base URL');
	}
	client.mode.signIn = token ? 'token' : 'basic';
	if (slash === null) client.mode.slash = false;
	const plain = await client.ask('GET', '/apps');
	const ping = await client.ask('GET', '/ping', { signIn: 'none' });
	return {
		'token-header': token ? 'accepted' : 'refused',
		...(basic !== null && { 'basic-auth': basic ? 'accepted' : 'refused' }),
		'trailing-slash':
			slash ?? (isSuccess(await client.ask('GET', '/apps/')) ? 'the same' : 'refused'),
		'ping-token': isSuccess(ping) ? 'not needed' : 'needed',
		'wrong-token': described(await client.ask('GET', '/apps', { signIn: 'wrong' })),
		'limit-headers': limitHeaders(plain.headers),
	};
}

/** `required` if the service redirects requests without it to the path with it. */
async function probeSlash(client: Client): Promise<'required' | null> {
	for (const signIn of ['token', 'basic'] as const) {
		const { status, headers } = await client.ask('GET', '/apps', { signIn });
		const location = (headers.get('location') ?? '').split('?')[0] ?? '';
		if (status < 300 || status >= 400 || !location.endsWith('/apps/')) continue;
		client.mode.slash = true;
		return 'required';
	}
	return null;
}

function limitHeaders(headers: Headers): string {
	const names = [...headers.keys()].filter((name) => /limit|quota/i.test(name)).sort();
	return names.join(', ') || 'none';
}
