import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Core from 'n8n-core';
import type * as N8nWorkflow from 'n8n-workflow';
import { loadAsInProduction } from './as-in-production.mts';
import { createLogRecorder, type LogRecorder } from './log.mts';
import { packageRoot } from './package-root.mts';
import { temporaryFolder } from './temporary-folder.mts';

/** An n8n release, by major and minor version. */
export type LineName = `${1 | 2}.${number}`;

/** `npm run compat` names an older release, and where its n8n-core is installed. */
const { COMPAT_N8N, COMPAT_CORE } = process.env;

/** The core of each tested release, as a package name or a path. */
const CORES = new Map<LineName, string>(
	COMPAT_N8N && COMPAT_CORE
		? [[COMPAT_N8N as LineName, COMPAT_CORE]]
		: [
				['2.41', 'n8n-core'],
				['1.123', 'n8n-core-v1'],
			],
);

export const LINES: readonly LineName[] = [...CORES.keys()];

export const isVersion1 = (name: LineName): boolean => name.startsWith('1.');

/** The part of n8n-core that the harness uses, with the types of the newer version. */
type CoreModule = Pick<
	typeof Core,
	| 'BinaryDataService'
	| 'ExecuteContext'
	| 'ExecutionLifecycleHooks'
	| 'HookContext'
	| 'InstanceSettings'
	| 'LazyPackageDirectoryLoader'
	| 'LoadOptionsContext'
	| 'PackageDirectoryLoader'
	| 'PollContext'
	| 'RoutingNode'
	| 'WebhookContext'
	| 'WorkflowExecute'
	| 'getAdditionalKeys'
>;

type WorkflowModule = typeof N8nWorkflow;

interface Container {
	get<T>(type: abstract new (...args: never[]) => T): T;
	set(type: unknown, instance: unknown): void;
}

/** One major version of n8n, loaded in this process: its n8n-core and the n8n-workflow that core uses. */
export interface Line {
	readonly name: LineName;
	readonly core: CoreModule;
	readonly workflow: WorkflowModule;
	readonly container: Container;
	readonly log: LogRecorder;
	/** Folders of the packages that n8n provides to community nodes at run time. */
	readonly lent: Readonly<Record<'luxon' | 'n8n-workflow', string>>;
}

const loaded = new Map<LineName, Promise<Line>>();

/** Loads a major version once per process. */
export async function loadLine(name: LineName): Promise<Line> {
	let line = loaded.get(name);
	if (!line) {
		line = load(name);
		loaded.set(name, line);
	}
	return await line;
}

async function load(name: LineName): Promise<Line> {
	const userFolder = setEnvironment(name);
	const fromHere = createRequire(import.meta.url);
	const coreEntry = fromHere.resolve(CORES.get(name) ?? '');
	const fromCore = createRequire(coreEntry);
	const fromWorkflow = createRequire(fromCore.resolve('n8n-workflow'));
	const { core, workflow, container, Logger } = loadAsInProduction(() => ({
		core: fromCore(coreEntry) as CoreModule,
		workflow: fromCore('n8n-workflow') as WorkflowModule,
		container: (fromCore('@n8n/di') as { Container: Container }).Container,
		Logger: loggerOf(fromCore, fromCore(coreEntry) as { Logger?: unknown }),
	}));

	const log = createLogRecorder();
	container.set(Logger, log.logger);
	workflow.LoggerProxy.init(log.logger);
	container.get(core.InstanceSettings);
	await initBinaryData(container.get(core.BinaryDataService), path.join(userFolder, 'binaryData'));

	const lent = {
		luxon: packageRoot(fromWorkflow.resolve('luxon')),
		'n8n-workflow': packageRoot(fromCore.resolve('n8n-workflow')),
	};
	return { name, core, workflow, container, log, lent };
}

/** In early releases, the logger is part of n8n-core. */
function loggerOf(fromCore: NodeJS.Require, core: { Logger?: unknown }): unknown {
	return core.Logger ?? (fromCore('@n8n/backend-common') as { Logger: unknown }).Logger;
}

type BinaryDataService = InstanceType<CoreModule['BinaryDataService']>;

/** Early releases take n8n's default settings as an argument; later ones read them themselves. */
async function initBinaryData(service: BinaryDataService, localStoragePath: string) {
	const settings = { mode: 'default', availableModes: ['default', 'filesystem'], localStoragePath };
	await (service as { init(defaults: typeof settings): Promise<void> }).init(settings);
}

/** n8n reads these when it first needs them, before the first await of `load`. */
function setEnvironment(name: LineName): string {
	const userFolder = path.join(temporaryFolder('n8n-home'), name);
	mkdirSync(userFolder, { recursive: true });
	Object.assign(process.env, {
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: 'a fixed key, for tests only',
		N8N_LOG_LEVEL: 'silent',
	});
	return userFolder;
}
