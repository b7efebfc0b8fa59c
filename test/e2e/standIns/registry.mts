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
	dist: { integrity: string; tarball: string; attestations?: object };
}

/** What a package was built from, as its provenance says. */
export interface Source {
	/** `owner/name` on GitHub. */
	repository: string;
	commit: string;
}

const PROVENANCE = 'https://slsa.dev/provenance/v1';

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

/** npm's attestation of a package that GitHub published, as far as n8n's scanner reads it. */
function attestationOf({ repository, commit }: Source): object {
	const uri = `git+https://github.com/${repository}@refs/heads/main`;
	const source = { uri, digest: { gitCommit: commit } };
	const statement = { predicate: { buildDefinition: { resolvedDependencies: [source] } } };
	const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
	return { predicateType: PROVENANCE, bundle: { dsseEnvelope: { payload } } };
}

/**
 * The part of an npm registry for publishing and installing: `PUT /<name>` with a bearer token,
 * which rejects an existing version; `GET /<name>`, `/<name>/<version or tag>`, `/<name>/-/<file>` and,
 * with a source, `/-/npm/v1/attestations/<name>@<version>`. From npm's registry API documentation.
 */
export function createPackages(source?: Source): Packages {
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
		// n8n's scanner requests `//<name>`.
		const [path = ''] = request.path.replace(/^\/+/, '').split('?', 1);
		if (path.startsWith('-/npm/v1/attestations/') && source) {
			return { status: 200, body: { attestations: [attestationOf(source)] } };
		}
		const [name = '', part, file = ''] = path.split('/').map(decodeURIComponent);
		if (request.method === 'PUT') return publish(name, request);
		if (request.method !== 'GET') return { status: 405, body: { error: 'Method not allowed' } };
		const known = published.filter((one) => one.name === name);
		const newest = known.at(-1);
		if (!newest) return NOT_FOUND;
		if (part === '-') return packedFile(known, file);
		const versions = versionsIn(known, source);
		if (part === undefined) {
			return { status: 200, body: { ...newest, versions, _attachments: undefined } };
		}
		const version = versions[newest['dist-tags'][part] ?? part];
		return version ? { status: 200, body: version } : NOT_FOUND;
	}

	return { token, published, respond };
}

/** All versions of a package; the registry serves their files itself. */
function versionsIn(known: Publication[], source?: Source): Record<string, Version> {
	const attestations = source && { provenance: { predicateType: PROVENANCE } };
	const versions = known.flatMap((one) => Object.entries(one.versions));
	return Object.fromEntries(
		versions.map(([number, version]) => {
			const { pathname } = new URL(version.dist.tarball);
			const tarball = `https://${REGISTRY_HOST}${pathname}`;
			return [number, { ...version, dist: { ...version.dist, tarball, attestations } }];
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
