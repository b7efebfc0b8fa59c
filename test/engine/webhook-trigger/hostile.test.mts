import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { LINES, loadEngine, openInbox } from '../../support/engine.mts';
import {
	bodies,
	contentTypes,
	drawSeed,
	headers,
	pathsAround,
} from '../../support/hostileDeliveries.mts';
import { report, today } from './page.mts';
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

const seed = drawSeed();
const growths: string[] = [];

/** Runs the deliveries of one test, and checks that nothing is kept of them. */
async function withFlatMemory(name: string, deliveries: () => Promise<void>): Promise<void> {
	const before = heapInUse();
	await deliveries();
	const growth = heapInUse() - before;
	expect(growth).toBeLessThan(MAX_GROWTH_MB);
	growths.push(`| ${name} | ${RUNS} | ${growth.toFixed(1)} MB |`);
}

afterAll(async () => {
	const isWhole = growths.length === 2 * LINES.length;
	const text = [
		`Deliveries to the webhook function on ${today()}, seed ${seed}:`,
		'',
		'| Deliveries in n8n | Number | Growth of the heap |',
		'| --- | --: | --: |',
		...growths,
	].join('\n');
	await report('hostile deliveries', isWhole && RUNS >= 100_000, text);
});

vi.setConfig({ testTimeout: 60_000 + RUNS * 30 });

/** All of a delivery but its URL. */
const deliveries = fc
	.record({ body: bodies, contentType: contentTypes, headers })
	.map(({ body, contentType, headers: others }) => ({
		body,
		headers: { ...others, ...(contentType !== '' && { 'content-type': contentType }) },
	}));

/** Whether the path of a request gets beyond n8n's server, which decodes it. */
function isReadable(path: string, origin: string): boolean {
	const url = URL.parse(path, origin);
	try {
		return url !== null && url.origin === origin && decodeURIComponent(url.pathname) !== '';
	} catch {
		return false;
	}
}

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
		const { origin, pathname } = new URL(url);
		const base = pathname.slice(0, -secret.length);
		const sendAll = async () =>
			await fc.assert(
				fc.asyncProperty(
					pathsAround({ origin, base }, secret).filter((path) => isReadable(path, origin)),
					deliveries,
					async (path, request) => {
						const delivery = await trigger.deliver({
							...request,
							url: String(new URL(path, origin)),
						});
						expect(delivery.started).toBe(false);
						expect([401, 404, 422]).toContain(delivery.status);
					},
				),
				{ numRuns: RUNS, seed },
			);
		await withFlatMemory(`${lineName}, without the secret`, sendAll);
	});

	it('crashes nothing with the secret: each body becomes items with event and widget, or a 4xx', async () => {
		const { trigger, url } = await openTrigger();
		const sendAll = async () =>
			await fc.assert(
				fc.asyncProperty(deliveries, async (request) => {
					const delivery = await trigger.deliver({ ...request, url });
					expect(delivery.error).toBeUndefined();
					expect([200, 400, 422]).toContain(delivery.status);
					for (const { json } of delivery.items) {
						expect(EVERYTHING.events).toContain(json.event);
						expect(json).toHaveProperty('widgetId');
					}
				}),
				{ numRuns: RUNS, seed },
			);
		await withFlatMemory(`${lineName}, with the secret`, sendAll);
	});
});
