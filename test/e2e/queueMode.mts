/// <reference lib="esnext.disposable" />
import { join } from 'node:path';
import { inject } from 'vitest';
import {
	installPackage,
	ownerOf,
	setUpOwner,
	startN8n,
	startProcess,
	type N8n,
	type N8nProcess,
} from '../../scripts/n8n/index.mts';
import { freePort } from '../../scripts/ports.mts';
import { startPostgres, startRedis, type Postgres } from './databases.mts';
import { temporaryDataFolder } from './dataFolder.mts';

/** n8n's processes in queue mode, each with its own user folder, as on separate machines. */
export interface QueueMode extends AsyncDisposable {
	main: N8n;
	webhookProcessor: N8nProcess;
	workers: [N8nProcess, N8nProcess];
	postgres: Postgres;
}

/** Starts all processes with this package in each, set up as described in docs/scaling.md. */
export async function startQueueMode(): Promise<QueueMode> {
	await using started = new AsyncDisposableStack();
	const root = await temporaryDataFolder(started);
	const userFolders = ['main', 'webhook', 'worker-1', 'worker-2'].map((part) => join(root, part));
	for (const folder of userFolders) await installPackage(folder, inject('tarball'));
	const redis = started.use(await startRedis(root));
	const postgres = started.use(await startPostgres(root));
	const webhookPort = await freePort();
	const env = {
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_USER: postgres.user,
		DB_POSTGRESDB_DATABASE: postgres.database,
		N8N_ENCRYPTION_KEY: 'the same for every part',
		WEBHOOK_URL: `http://127.0.0.1:${webhookPort}/`,
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
	};
	const [mainFolder = '', webhookFolder = '', ...workerFolders] = userFolders;
	const main = started.use(await startN8n({ userFolder: mainFolder, env }));
	await setUpOwner(main, await ownerOf(mainFolder));
	const part = async (...[command, options]: Parameters<typeof startProcess>) =>
		started.use(await startProcess(command, { env, ...options }));
	const webhookProcessor = await part('webhook', { userFolder: webhookFolder, port: webhookPort });
	const [first = '', second = ''] = workerFolders;
	const workers: QueueMode['workers'] = [
		await part('worker', { userFolder: first }),
		await part('worker', { userFolder: second }),
	];
	const everything = started.move();
	return {
		main,
		webhookProcessor,
		workers,
		postgres,
		[Symbol.asyncDispose]: async () => await everything.disposeAsync(),
	};
}
