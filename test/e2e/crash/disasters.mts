import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { publish, runWorkflow, unpublish, waitForExecution } from '../../../scripts/n8n/index.mts';
import { fillDisk, lockDatabase, type Clock } from './machine.mts';
import { START, type World } from './world.mts';

export interface Disaster {
	name: string;
	/** Whether it is part of the sample that every test run includes. */
	isSample?: boolean;
	/** Leaves n8n running. Returns the IDs of webhooks that n8n did not get to save. */
	strike(world: World, clock: Clock): Promise<string[]>;
}

/** Long enough to be interrupted. */
const SLOW_MS = 1500;

/** Whether the service is handling a request of this kind. */
const isAsked =
	({ sandbox }: World, method: string, path: RegExp) =>
	() =>
		sandbox.requests.some(
			(request) => request.status === null && request.method === method && path.test(request.path),
		);

const idsOf = ({ sandbox }: World) => sandbox.webhooks.map(({ id }) => id);

async function killAndRestart(world: World): Promise<void> {
	await world.n8n.kill();
	world.sandbox.settings.latencyMs = 0;
	await world.restart();
}

export const disasters: Disaster[] = [
	{
		name: 'killed while it registers webhooks',
		isSample: true,
		async strike(world) {
			world.sandbox.settings.latencyMs = 300;
			const isHalfway = () => world.sandbox.webhooks.length === 2;
			await world.begun(publish(world.n8n, world.instant.id), isHalfway, 'half the webhooks');
			await world.n8n.kill();
			const lost = idsOf(world);
			world.sandbox.settings.latencyMs = 0;
			await world.restart();
			return lost;
		},
	},
	{
		name: 'killed while it deletes webhooks',
		isSample: true,
		async strike(world) {
			await publish(world.n8n, world.instant.id);
			const all = world.sandbox.webhooks.length;
			world.sandbox.settings.latencyMs = 300;
			const isHalfway = () => world.sandbox.webhooks.length === all - 2;
			await world.begun(unpublish(world.n8n, world.instant.id), isHalfway, 'half the deletions');
			await killAndRestart(world);
			return [];
		},
	},
	{
		name: 'killed during a burst of deliveries',
		async strike(world) {
			await publish(world.n8n, world.instant.id);
			const leads = world.captureLeads(20);
			const isPartly = () => world.sandbox.deliveries.some(({ status }) => status === 200);
			await world.until(isPartly, 'the first deliveries');
			await world.n8n.kill();
			const statuses = await leads;
			await world.restart();
			// n8n 2 responds once it has stored the execution, n8n 1 before that.
			const answered = statuses.filter((status) => status === 200).length;
			const kept = (await world.executionsOf(world.instant)).length;
			expect(answered).toBeGreaterThan(0);
			if (world.n8n.majorVersion === '2') expect(kept).toBeGreaterThanOrEqual(answered);
			return [];
		},
	},
	{
		name: 'killed during a long Get Many',
		async strike(world) {
			await world.captureLeads(3);
			const getMany = await world.createGetMany();
			world.sandbox.settings.latencyMs = SLOW_MS;
			const isReading = isAsked(world, 'GET', /\/contacts$/);
			await world.begun(runWorkflow(world.n8n, getMany, { from: START }), isReading, 'Get Many');
			await killAndRestart(world);
			const { data } = await runWorkflow(world.n8n, getMany, { from: START });
			expect(data.resultData.runData['Get Many']?.[0]?.data?.main?.[0]).toHaveLength(3);
			const [, killed = ''] = await world.executionsOf(getMany);
			expect((await waitForExecution(world.n8n, killed)).status).toBe('crashed');
			return [];
		},
	},
	{
		name: 'killed while it saves the result of a poll',
		isSample: true,
		async strike(world) {
			await world.captureLeads(3);
			world.sandbox.settings.latencyMs = SLOW_MS;
			const isPolling = isAsked(world, 'GET', /\/contacts$/);
			await world.begun(world.poll(), isPolling, 'a poll');
			const lock = lockDatabase(world.n8n);
			await sleep(2 * SLOW_MS);
			await world.n8n.kill();
			lock[Symbol.dispose]();
			world.sandbox.settings.latencyMs = 0;
			await world.restart();
			return [];
		},
	},
	{
		name: 'killed while it saves a published workflow',
		async strike(world) {
			const { widgets } = world.sandbox.data;
			world.sandbox.settings.latencyMs = 300;
			const isLast = () => world.sandbox.webhooks.length === widgets.length - 1;
			await world.begun(publish(world.n8n, world.instant.id), isLast, 'the last webhook');
			const lock = lockDatabase(world.n8n);
			await sleep(1000);
			await world.n8n.kill();
			lock[Symbol.dispose]();
			const lost = idsOf(world);
			world.sandbox.settings.latencyMs = 0;
			await world.restart();
			return lost;
		},
	},
	{
		name: 'whose database is locked for a few seconds',
		async strike(world) {
			await publish(world.n8n, world.instant.id);
			{
				using _lock = lockDatabase(world.n8n);
				void world.captureLeads(3);
				void world.poll().catch(() => undefined);
				await sleep(8000);
			}
			await sleep(3000);
			return [];
		},
	},
	{
		name: 'whose disk is full for a few seconds',
		async strike(world) {
			await publish(world.n8n, world.instant.id);
			{
				await using _full = await fillDisk(world.n8n);
				await world.captureLeads(3);
				await world.poll().catch(() => undefined);
				await unpublish(world.n8n, world.instant.id).catch(() => undefined);
				await sleep(3000);
			}
			return [];
		},
	},
	...[-1, 31].map((days) => ({
		name: `whose clock is ${days < 0 ? 'a day slow' : 'a month fast'} for a while`,
		async strike(world: World, clock: Clock) {
			await publish(world.n8n, world.instant.id);
			await world.captureLeads(1);
			await world.poll();
			await clock.set(days);
			await sleep(1500);
			await world.signIn();
			await world.captureLeads(1);
			await world.poll();
			await clock.set(0);
			await sleep(1500);
			await world.signIn();
			await world.captureLeads(1);
			return [];
		},
	})),
];
