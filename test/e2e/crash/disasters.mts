import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { publish, runWorkflow, unpublish, waitForExecution } from '../../../scripts/n8n/index.mts';
import { fillDisk, lockDatabase, type Clock } from './machine.mts';
import { daysAgo, START, type CrashScene } from './scene.mts';

export interface Disaster {
	name: string;
	/** Whether it is part of the sample that every test run includes. */
	isSample?: boolean;
	/** Leaves n8n running. Returns the IDs of webhooks that n8n did not get to save. */
	strike(scene: CrashScene, clock: Clock): Promise<string[]>;
}

/** Long enough to be interrupted. */
const SLOW_MS = 1500;
const DAY_MS = 86_400_000;

/** Whether the service is handling a request of this kind. */
const isAsked =
	({ sandbox }: CrashScene, method: string, path: RegExp) =>
	() =>
		sandbox.requests.some(
			(request) => request.status === null && request.method === method && path.test(request.path),
		);

const idsOf = ({ sandbox }: CrashScene) => sandbox.webhooks.map(({ id }) => id);

/** Shifts n8n's clock, and waits until its responses show it. */
async function setClock(scene: CrashScene, clock: Clock, days: number): Promise<void> {
	await clock.set(days);
	const isShifted = async () => {
		const { headers } = await fetch(`${scene.n8n.url}/healthz`);
		const shift = Date.parse(headers.get('Date') ?? '') - Date.now();
		return Math.abs(shift - days * DAY_MS) < DAY_MS / 2;
	};
	await scene.until(isShifted, 'the new time');
}

async function killAndRestart(scene: CrashScene): Promise<void> {
	await scene.n8n.kill();
	scene.sandbox.settings.latencyMs = 0;
	await scene.restart();
}

export const disasters: Disaster[] = [
	{
		name: 'killed while it registers webhooks',
		isSample: true,
		async strike(scene) {
			scene.sandbox.settings.latencyMs = 300;
			const isHalfway = () => scene.sandbox.webhooks.length === 2;
			await scene.begun(publish(scene.n8n, scene.instant.id), isHalfway, 'half the webhooks');
			await scene.n8n.kill();
			const lost = idsOf(scene);
			scene.sandbox.settings.latencyMs = 0;
			await scene.restart();
			return lost;
		},
	},
	{
		name: 'killed while it deletes webhooks',
		isSample: true,
		async strike(scene) {
			await publish(scene.n8n, scene.instant.id);
			const all = scene.sandbox.webhooks.length;
			scene.sandbox.settings.latencyMs = 300;
			const isHalfway = () => scene.sandbox.webhooks.length === all - 2;
			await scene.begun(unpublish(scene.n8n, scene.instant.id), isHalfway, 'half the deletions');
			await killAndRestart(scene);
			return [];
		},
	},
	{
		name: 'killed during a burst of deliveries',
		async strike(scene) {
			await publish(scene.n8n, scene.instant.id);
			const leads = scene.captureLeads(20);
			const isPartly = () => scene.sandbox.deliveries.some(({ status }) => status === 200);
			await scene.until(isPartly, 'the first deliveries');
			await scene.n8n.kill();
			const statuses = await leads;
			await scene.restart();
			// n8n 2 responds once it has stored the execution, n8n 1 before that.
			const answered = statuses.filter((status) => status === 200).length;
			const kept = (await scene.executionsOf(scene.instant)).length;
			expect(answered).toBeGreaterThan(0);
			if (scene.n8n.majorVersion === '2') expect(kept).toBeGreaterThanOrEqual(answered);
			return [];
		},
	},
	{
		name: 'killed during a long Get Many',
		async strike(scene) {
			await scene.captureLeads(3);
			// Older than what the polling trigger looks at.
			for (const days of [5, 10, 15, 20, 25]) {
				await scene.sandbox.act({ type: 'lead', startedAt: daysAgo(days) });
			}
			const getMany = await scene.createGetMany(30);
			scene.sandbox.settings.latencyMs = SLOW_MS;
			const earlier = scene.sandbox.requests.length;
			const isHalfway = () => {
				const statuses = scene.sandbox.requests.slice(earlier).map(({ status }) => status);
				return statuses.includes(200) && statuses.includes(null);
			};
			await scene.begun(runWorkflow(scene.n8n, getMany, { from: START }), isHalfway, 'Get Many');
			await killAndRestart(scene);
			const { data } = await runWorkflow(scene.n8n, getMany, { from: START });
			expect(data.resultData.runData['Get Many']?.[0]?.data?.main?.[0]).toHaveLength(8);
			const [, killed = ''] = await scene.executionsOf(getMany);
			expect((await waitForExecution(scene.n8n, killed)).status).toBe('crashed');
			return [];
		},
	},
	{
		name: 'killed while it saves the result of a poll',
		isSample: true,
		async strike(scene) {
			await scene.captureLeads(3);
			scene.sandbox.settings.latencyMs = SLOW_MS;
			const isPolling = isAsked(scene, 'GET', /\/contacts$/);
			await scene.begun(scene.poll(), isPolling, 'a poll');
			const lock = lockDatabase(scene.n8n);
			await sleep(2 * SLOW_MS);
			await scene.n8n.kill();
			lock[Symbol.dispose]();
			scene.sandbox.settings.latencyMs = 0;
			await scene.restart();
			return [];
		},
	},
	{
		name: 'killed while it saves a published workflow',
		async strike(scene) {
			const { widgets } = scene.sandbox.data;
			scene.sandbox.settings.latencyMs = 300;
			const isLast = () => scene.sandbox.webhooks.length === widgets.length - 1;
			await scene.begun(publish(scene.n8n, scene.instant.id), isLast, 'the last webhook');
			const lock = lockDatabase(scene.n8n);
			await sleep(1000);
			await scene.n8n.kill();
			lock[Symbol.dispose]();
			const lost = idsOf(scene);
			scene.sandbox.settings.latencyMs = 0;
			await scene.restart();
			return lost;
		},
	},
	{
		name: 'whose database is locked for a few seconds',
		async strike(scene) {
			await publish(scene.n8n, scene.instant.id);
			{
				using _lock = lockDatabase(scene.n8n);
				void scene.captureLeads(3);
				void scene.poll().catch(() => undefined);
				await sleep(8000);
			}
			await sleep(3000);
			return [];
		},
	},
	{
		name: 'whose disk is full for a few seconds',
		async strike(scene) {
			await publish(scene.n8n, scene.instant.id);
			{
				await using _full = await fillDisk(scene.n8n);
				await scene.captureLeads(3);
				await scene.poll().catch(() => undefined);
				await unpublish(scene.n8n, scene.instant.id).catch(() => undefined);
				await sleep(3000);
			}
			return [];
		},
	},
	...[-1, 31].map((days) => ({
		name: `whose clock is ${days < 0 ? 'a day slow' : 'a month fast'} for a while`,
		async strike(scene: CrashScene, clock: Clock) {
			await publish(scene.n8n, scene.instant.id);
			await scene.captureLeads(1);
			await scene.poll();
			await setClock(scene, clock, days);
			await scene.signIn();
			await scene.captureLeads(1);
			await scene.poll();
			await setClock(scene, clock, 0);
			await scene.signIn();
			await scene.captureLeads(1);
			return [];
		},
	})),
];
