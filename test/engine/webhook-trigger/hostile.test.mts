import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { LINES, loadEngine, openInbox } from '../../support/engine.mts';
import { addressOf, openScene, WIDGET_1 } from './scene.mts';

/** `npm run test:deep` sends 100,000. */
const RUNS = Number(process.env.HOSTILE_DELIVERIES ?? 500);

vi.setConfig({ testTimeout: 60_000 + RUNS * 30 });

const EVERYTHING = { events: ['chatAnswered', 'chatMissed', 'lead', 'offlineMessage'] };

const keys = fc.oneof(
	fc.string(),
	fc.constantFrom('id', 'appId', 'chatType', 'messages', '__proto__', 'constructor', 'apiStatus'),
);
const values = fc.oneof(
	fc.jsonValue(),
	fc.constantFrom(WIDGET_1, 'Answered', '=HYPERLINK("x")', '<script>', '\u0000', '\ud800', 1e308),
);
const records = fc.dictionary(keys, values, { maxKeys: 6 });
const bodies = fc.oneof(
	records,
	fc.array(records, { maxLength: 4 }),
	fc.array(values, { maxLength: 4 }),
	fc.record({ chats: fc.array(records, { maxLength: 3 }) }),
	fc.jsonValue(),
	fc.string({ unit: 'binary' }),
	fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
	fc.constant(`${'['.repeat(5000)}${']'.repeat(5000)}`),
	fc
		.record({ payload: records })
		.map(({ payload }) => `payload=${encodeURIComponent(JSON.stringify(payload))}`),
);
const contentTypes = fc.constantFrom(
	'application/json',
	'application/json; charset=utf-16',
	'application/json; charset=nonsense',
	'application/x-www-form-urlencoded',
	'text/plain',
	'application/octet-stream',
	'',
);
const hex = fc.stringMatching(/^[0-9a-f]{32}$/);
const guesses = fc.oneof(hex, fc.string(), fc.constantFrom('', 'null', 'undefined', '..', '%00'));

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
		const near = fc
			.tuple(fc.nat(secret.length - 1), fc.constantFrom(...'0123456789abcdef'))
			.map(([at, digit]) => `${secret.slice(0, at)}${digit}${secret.slice(at + 1)}`);
		const wrong = fc.oneof(guesses, near).filter((guess) => guess.toLowerCase() !== secret);
		await fc.assert(
			fc.asyncProperty(wrong, bodies, contentTypes, async (guess, body, contentType) => {
				const delivery = await trigger.deliver({
					url: url.replace(secret, encodeURIComponent(guess)),
					body,
					headers: contentType === '' ? {} : { 'content-type': contentType },
				});
				expect(delivery.started).toBe(false);
				expect([401, 404, 422]).toContain(delivery.status);
			}),
			{ numRuns: RUNS },
		);
	});

	it('crashes nothing with the secret: each body becomes items with event and widget, or a 4xx', async () => {
		const { trigger, url } = await openTrigger();
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
	});
});
