import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { LINES, loadEngine, openInbox } from '../../support/engine.mts';
import { bodies, contentTypes, wrongSecrets } from '../../support/hostileDeliveries.mts';
import { addressOf, openScene } from './scene.mts';

/** `npm run test:deep` sends 100,000. */
const RUNS = Number(process.env.HOSTILE_DELIVERIES ?? 500);

/** Of the heap, whatever was sent: what the trigger remembers of delivered records is bounded. */
const MAX_GROWTH_MB = 50;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Megabytes that are in use. */
function heapInUse(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed / 1e6;
}

/** Runs the deliveries of one test, and checks that nothing is kept of them. */
async function withFlatMemory(deliveries: () => Promise<void>): Promise<void> {
	const before = heapInUse();
	await deliveries();
	const growth = heapInUse() - before;
	console.log(`${RUNS} deliveries: the heap grew by ${growth.toFixed(1)} MB`);
	expect(growth).toBeLessThan(MAX_GROWTH_MB);
}

vi.setConfig({ testTimeout: 60_000 + RUNS * 30 });

const EVERYTHING = { events: ['chatAnswered', 'chatMissed', 'lead', 'offlineMessage'] };

describe.each(LINES)('a hostile sender in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);

	async function openTrigger() {
		const scene = await openScene(engine);
		const inbox = await openInbox();
		onTestFinished(async () => await inbox[Symbol.asyncDispose]());
		const trigger = scene.trigger({ parameters: EVERYTHING, webhookUrl: inbox.url });
		await trigger.activate();
		const [webhook = expect.fail()] = scene.ours();
		return { trigger, url: webhook.targetUrl, secret: addressOf(webhook).secret };
	}

	it('never starts a workflow without the secret, whatever is sent', async () => {
		const { trigger, url, secret } = await openTrigger();
		const sendAll = async () =>
			await fc.assert(
				fc.asyncProperty(
					wrongSecrets(secret),
					bodies,
					contentTypes,
					async (guess, body, contentType) => {
						const delivery = await trigger.deliver({
							url: url.replace(secret, encodeURIComponent(guess)),
							body,
							headers: contentType === '' ? {} : { 'content-type': contentType },
						});
						expect(delivery.started).toBe(false);
						expect([401, 404, 422]).toContain(delivery.status);
					},
				),
				{ numRuns: RUNS },
			);
		await withFlatMemory(sendAll);
	});

	it('crashes nothing with the secret: each body becomes items with event and widget, or a 4xx', async () => {
		const { trigger, url } = await openTrigger();
		const sendAll = async () =>
			await fc.assert(
				fc.asyncProperty(bodies, contentTypes, async (body, contentType) => {
					const delivery = await trigger.deliver({
						url,
						body,
						headers: contentType === '' ? {} : { 'content-type': contentType },
					});
					expect(delivery.error).toBeUndefined();
					expect([200, 400, 422]).toContain(delivery.status);
					for (const { json } of delivery.items) {
						expect(EVERYTHING.events).toContain(json.event);
						expect(json).toHaveProperty('widgetId');
					}
				}),
				{ numRuns: RUNS },
			);
		await withFlatMemory(sendAll);
	});
});
