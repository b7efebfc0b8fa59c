import { startStandIn, type Answer, type Asked, type StandIn } from './server.mts';

/** What npm sends when it publishes a package, as far as it is looked at here. */
interface Publication {
	name: string;
	'dist-tags': Record<string, string>;
	versions: Record<string, { version: string; dist: { integrity: string } }>;
	_attachments: Record<string, { data: string }>;
}

export interface Registry extends StandIn {
	token: string;
	published: Publication[];
}

/**
 * An npm registry as far as a package is published: `PUT /<name>` with a bearer token, a version that
 * exists already is refused. From npm's registry API documentation.
 */
export async function startRegistry(): Promise<Registry> {
	const token = 'token-of-the-registry';
	const published: Publication[] = [];

	function answer({ method, path, headers, body }: Asked): Answer {
		const name = decodeURIComponent(path.slice(1).split('?', 1)[0] ?? '');
		const known = published.filter((one) => one.name === name);
		if (method === 'GET') {
			if (known.length === 0) return { status: 404, body: { error: 'Not found' } };
			const versions = Object.assign({}, ...known.map((one) => one.versions)) as object;
			return { status: 200, body: { ...known.at(-1), versions, _attachments: undefined } };
		}
		if (method !== 'PUT') return { status: 405, body: { error: 'Method not allowed' } };
		if (headers.authorization !== `Bearer ${token}`) {
			return { status: 401, body: { error: 'You must be logged in to publish packages.' } };
		}
		const sent = JSON.parse(body) as Publication;
		if (sent.name !== name) return { status: 400, body: { error: 'The name does not match.' } };
		const versions = known.flatMap((one) => Object.keys(one.versions));
		if (Object.keys(sent.versions).some((version) => versions.includes(version))) {
			return {
				status: 403,
				body: { error: 'You cannot publish over the previously published versions' },
			};
		}
		published.push(sent);
		return { status: 201, body: { ok: true } };
	}

	return { ...(await startStandIn(answer)), token, published };
}
