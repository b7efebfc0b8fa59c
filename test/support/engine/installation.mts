import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { ICredentialType, INodeType, IVersionedNodeType } from 'n8n-workflow';
import type { Line } from './line.mts';
import { checkBuild, projectFolder } from './project.mts';
import { temporaryFolder } from './temporary-folder.mts';

/** A node package as loaded by n8n's own loader. */
export interface Installation {
	readonly packageName: string;
	readonly folder: string;
	readonly nodeNames: readonly string[];
	readonly credentialNames: readonly string[];
	node(name: string): INodeType | IVersionedNodeType;
	credential(name: string): ICredentialType;
}

/**
 * Installs a built package for one line and loads it with that line's package loader. The package
 * is copied to where a user's n8n keeps it, so that `n8n-workflow` and `luxon` come from n8n and
 * every other import fails. Without a folder it is this package, as last built.
 */
export async function install(line: Line, packageFolder?: string): Promise<Installation> {
	if (packageFolder === undefined) checkBuild();
	const folder = copyIntoUserFolder(line, packageFolder ?? projectFolder);
	const loader = new line.core.LazyPackageDirectoryLoader(folder);
	await loader.loadAll();
	addWhatTheServerAdds(line, loader);
	return {
		packageName: loader.packageName,
		folder,
		nodeNames: Object.keys(loader.known.nodes),
		credentialNames: Object.keys(loader.known.credentials),
		node: (name) => loader.getNode(name).type,
		credential: (name) => loader.getCredential(name).type,
	};
}

type Loader = InstanceType<Line['core']['LazyPackageDirectoryLoader']>;

function copyIntoUserFolder(line: Line, packageFolder: string): string {
	const root = temporaryFolder(`n8n-${line.name}`);
	const lentFolder = path.join(root, 'node_modules');
	mkdirSync(lentFolder);
	for (const [name, target] of Object.entries(line.lent)) {
		symlinkSync(target, path.join(lentFolder, name), 'dir');
	}
	const { name, files } = readPackageJson(packageFolder);
	const folder = path.join(root, '.n8n', 'nodes', 'node_modules', name);
	for (const file of globSync(['package.json', ...files], { cwd: packageFolder })) {
		cpSync(path.join(packageFolder, file), path.join(folder, file), { recursive: true });
	}
	return folder;
}

interface PackageJson {
	name: string;
	files: string[];
}

function readPackageJson(folder: string): PackageJson {
	return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageJson;
}

/**
 * n8n's server, not its core, extends what the loader read: the option Custom API Call in Resource
 * and Operation of nodes whose credential can authenticate, and (from 2.x on) the fields that
 * restrict a credential to some domains. Changes the descriptions in place.
 */
function addWhatTheServerAdds(line: Line, loader: Loader) {
	for (const name of Object.keys(loader.known.credentials)) {
		const { type } = loader.getCredential(name);
		// Absent before 2.x, whatever the newer types say.
		type.properties = line.workflow.injectDomainRestrictionFields?.(type) ?? type.properties;
	}
	for (const description of loader.types.nodes) {
		if (!(description.credentials ?? []).some(({ name }) => canAuthenticate(loader, name)))
			continue;
		for (const { name, options } of description.properties) {
			if (name !== 'resource' && name !== 'operation') continue;
			options?.push({ name: 'Custom API Call', value: '__CUSTOM_API_CALL__' });
		}
	}
}

function canAuthenticate(loader: Loader, credentialName: string): boolean {
	const known = Object.hasOwn(loader.known.credentials, credentialName);
	return known && loader.getCredential(credentialName).type.authenticate !== undefined;
}
