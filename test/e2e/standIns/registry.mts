import {
	startStandIn,
	type StandInResponse,
	type ReceivedRequest,
	type StandIn,
} from './server.mts';

/** The host of npm's registry, the only one that n8n installs from without a license. */
export const REGISTRY_HOST = 'registry.npmjs.org';

interface Version {
	version: string;
	dist: { integrity: string; tarball: string };
}

/** The parts of npm's publish request that are used here. */
interface Publication {
	name: string;
	'dist-tags': Record<string, string>;
	versions: Record<string, Version>;
	/** The tarballs by name, in base64. */
	_attachments: Record<string, { data: string }>;
}

/** The state and the responses of the registry. */
export interface Packages {
	token: string;
	published: Publication[];
	respond(request: ReceivedRequest): StandInResponse;
}

export interface Registry extends StandIn, Packages {}

const NOT_FOUND: StandInResponse = { status: 404, body: { error: 'Not found' } };

/**
 * The part of an npm registry for publishing and installing: `PUT /<name>` with a bearer token,
 * which rejects an existing version; `GET /<name>`, `/<name>/<version or tag>` and
 * `/<name>/-/<file>`. From npm's registry API documentation.
 */
export function createPackages(): Packages {
	const token = 'token-of-the-registry';
	const published: Publication[] = [];

	function publish(name: string, { headers, body }: ReceivedRequest): StandInResponse {
		if (headers.authorization !== `Bearer ${token}`) {
			return { status: 401, body: { error: 'You must be logged in to publish packages.' } };
		}
		const sent = JSON.parse(body) as Publication;
		if (sent.name !== name) return { status: 400, body: { error: 'The name does not match.' } };
		const known = versionsIn(published.filter((one) => one.name === name));
		if (Object.keys(sent.versions).some((version) => version in known)) {
			return {
				status: 403,
				body: { error: 'You cannot publish over the previously published versions' },
			};
		}
		published.push(sent);
		return { status: 201, body: { ok: true } };
	}

	function respond(request: ReceivedRequest): StandInResponse {
		const [path = ''] = request.path.slice(1).split('?', 1);
		const [name = '', part, file = ''] = path.split('/').map(decodeURIComponent);
		if (request.method === 'PUT') return publish(name, request);
		if (request.method !== 'GET') return { status: 405, body: { error: 'Method not allowed' } };
		const known = published.filter((one) => one.name === name);
		const newest = known.at(-1);
		if (!newest) return NOT_FOUND;
		if (part === '-') return packedFile(known, file);
		const versions = versionsIn(known);
		if (part === undefined) {
			return { status: 200, body: { ...newest, versions, _attachments: undefined } };
		}
		const version = versions[newest['dist-tags'][part] ?? part];
		return version ? { status: 200, body: version } : NOT_FOUND;
	}

	return { token, published, respond };
}

/** All versions of a package; the registry serves their files itself. */
function versionsIn(known: Publication[]): Record<string, Version> {
	const versions = known.flatMap((one) => Object.entries(one.versions));
	return Object.fromEntries(
		versions.map(([number, version]) => {
			const { pathname } = new URL(version.dist.tarball);
			const tarball = `https://${REGISTRY_HOST}${pathname}`;
			return [number, { ...version, dist: { ...version.dist, tarball } }];
		}),
	);
}

function packedFile(known: Publication[], file: string): StandInResponse {
	const packed = known.map(({ _attachments }) => _attachments[file]).find(Boolean);
	if (!packed) return NOT_FOUND;
	const body = Buffer.from(packed.data, 'base64');
	return { status: 200, body, type: 'application/octet-stream' };
}

export async function startRegistry(): Promise<Registry> {
	const packages = createPackages();
	return { ...(await startStandIn(packages.respond)), ...packages };
}
