import { describe, expect, it, onTestFinished } from 'vitest';
import type { Action } from '../../../sandbox/control/actions.mts';
import { LINES, loadEngine, openInbox } from '../../support/engine.mts';
import { addressOf, openScene, storedAs, WIDGET_1, WIDGET_2, type Scene } from './scene.mts';

const EVERYTHING = { events: ['chatAnswered', 'chatMissed', 'lead', 'offlineMessage'] };
const CHATS = {
	events: ['chatAnswered', 'chatMissed'],
	widgets: 'selected',
	widgetIds: [WIDGET_1],
};
const HAPPENINGS: Array<[Action['type'], string]> = [
	['chat', 'chatAnswered'],
	['missedChat', 'chatMissed'],
	['offlineMessage', 'offlineMessage'],
	['lead', 'lead'],
];

let records = 0;
/** A chat with an ID that no other test has used. */
const chat = (fields: object = {}) => ({
	id: `chat-${++records}`,
	appId: WIDGET_1,
	chatType: 'Answered',
	startDate: '2026-06-15T10:30:00Z',
	visitorFullName: 'Jane Doe',
	...fields,
});

describe.each(LINES)('a delivery to the webhook trigger in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);

	/** A published trigger to which the service can really send. */
	async function published(scene: Scene, options: Parameters<Scene['trigger']>[0] = {}) {
		const inbox = await openInbox();
		onTestFinished(async () => await inbox[Symbol.asyncDispose]());
		const trigger = scene.trigger({ parameters: EVERYTHING, webhookUrl: inbox.url, ...options });
		inbox.connect(trigger);
		await trigger.activate();
		const urlFor = (event: string) =>
			scene.ours().find((webhook) => addressOf(webhook).event === event)?.targetUrl ??
			expect.fail();
		const send = async (body: unknown, headers?: Record<string, string>) =>
			await trigger.deliver({ url: urlFor('chatCompleted'), body, headers });
		return { inbox, trigger, urlFor, send };
	}
	const told = (trigger: { log: Array<{ level: string; message: string }> }, level: string) =>
		trigger.log.filter((line) => line.level === level).map(({ message }) => message);

	describe('starts the workflow', () => {
		it.each(HAPPENINGS)(
			'at the end of a %s as %s, with its widget, over a real socket',
			async (type, event) => {
				const scene = await openScene(engine);
				const { inbox } = await published(scene);
				const { record } = await scene.sandbox.act({ type, widgetId: WIDGET_2 } as Action);
				expect(inbox.deliveries).toMatchObject([
					{ status: 200, started: true, body: { received: 1, accepted: 1 } },
				]);
				expect(inbox.deliveries[0]?.items.map(({ json }) => json)).toMatchObject([
					{ id: record.id, event, widgetId: WIDGET_2 },
				]);
				const [sent] = scene.sandbox.deliveries.filter(({ targetUrl }) =>
					targetUrl.startsWith(inbox.url),
				);
				expect(sent).toMatchObject({ status: 200, response: '{"received":1,"accepted":1}' });
			},
		);

		it.each(['array', 'single', 'envelope'] as const)(
			'with one record in the form "%s"',
			async (delivery) => {
				const scene = await openScene(engine);
				scene.sandbox.settings.delivery = delivery;
				const { inbox } = await published(scene);
				for (const [type] of HAPPENINGS) await scene.sandbox.act({ type } as Action);
				const items = inbox.deliveries.flatMap((one) => one.items.map(({ json }) => json.event));
				expect(items).toEqual(HAPPENINGS.map(([, event]) => event));
			},
		);

		it('with the items of the action node, simplified or raw', async () => {
			const operations = {
				chatAnswered: { resource: 'chat', operation: 'get', idField: 'chatId' },
				chatMissed: { resource: 'missedChat', operation: 'get', idField: 'chatId' },
				offlineMessage: { resource: 'offlineMessage', operation: 'get', idField: 'messageId' },
				lead: { resource: 'contact', operation: 'getAll', idField: undefined },
			};
			for (const simplify of [true, false]) {
				const scene = await openScene(engine);
				const { inbox } = await published(scene, { parameters: { ...EVERYTHING, simplify } });
				for (const [type, event] of HAPPENINGS) {
					const { record } = await scene.sandbox.act({ type } as Action);
					const { idField, ...operation } = operations[event as keyof typeof operations];
					const run = await engine.execute({
						node: {
							type: 'socialIntents',
							parameters: { ...operation, ...(idField && { [idField]: record.id }), simplify },
						},
						credentials: {
							socialIntentsApi: { apiToken: scene.sandbox.token, baseUrl: scene.sandbox.baseUrl },
						},
					});
					const { event: named, ...json } = inbox.deliveries.at(-1)?.items[0]?.json ?? {};
					expect(named).toBe(event);
					if (simplify) expect(json).toEqual(run.items[0]?.json);
					else expect(json).toMatchObject({ ...run.items[0]?.json, widgetId: WIDGET_1 });
				}
			}
		});

		it('once for a body of 1,000 records, with an item for each', async () => {
			const scene = await openScene(engine);
			const { send } = await published(scene);
			const body = Array.from({ length: 1_000 }, () => chat());
			const { items, started, body: answer } = await send(body);
			expect([started, items.length, answer]).toEqual([
				true,
				1_000,
				{ received: 1_000, accepted: 1_000 },
			]);
			expect(items.map(({ json }) => json.id)).toEqual(body.map(({ id }) => id));
		});

		it.each([
			['without an ID', { id: undefined }],
			['with an empty ID', { id: '' }],
			['without a widget', { appId: null }],
			['with an empty widget', { appId: '' }],
			['without a type', { chatType: undefined }],
			['with an empty type', { chatType: '' }],
			['of a type that nobody knows', { chatType: 'Transferred' }],
			['without anything personal', { visitorFullName: '', textBody: null }],
		])('for a chat %s, each time it comes', async (_, fields) => {
			const scene = await openScene(engine);
			const { send } = await published(scene, { parameters: CHATS });
			for (let time = 1; time <= 2; time++) {
				const { items } = await send([chat(fields)]);
				expect(items.map(({ json }) => json)).toMatchObject([
					{ event: 'chatAnswered', widgetId: WIDGET_1 },
				]);
			}
			expect((await send(chat({ ...fields, messages: [{ body: 'Hello' }] }))).items).toHaveLength(
				1,
			);
		});

		it('also for a chat without a type if only missed ones are chosen', async () => {
			const scene = await openScene(engine);
			const { send } = await published(scene, { parameters: { events: ['chatMissed'] } });
			const { items } = await send([
				chat({ chatType: undefined }),
				chat({ chatType: 'Answered' }),
				chat({ chatType: 'MISSED' }),
			]);
			expect(items.map(({ json }) => json.event)).toEqual(['chatMissed', 'chatMissed']);
		});

		it.each([
			['no content type', ''],
			['a type that n8n does not read', 'application/octet-stream'],
			['plain text', 'text/plain'],
			['JSON in a charset', 'application/json; charset=utf-8'],
			['JSON of a kind', 'application/vnd.example+json'],
			['a form that is none', 'application/x-www-form-urlencoded'],
		])('for a body sent as %s', async (_, type) => {
			const scene = await openScene(engine);
			const { send } = await published(scene);
			for (const body of [[chat()], chat(), { apiStatus: 'Success', chats: [chat()] }]) {
				const { items } = await send(
					`\uFEFF${JSON.stringify(body)}`,
					type ? { 'content-type': type } : {},
				);
				expect(items).toHaveLength(1);
			}
		});
	});

	it.each([
		['in lower case', (url: string) => url.toLowerCase()],
		['with a slash at the end', (url: string) => `${url}/`],
		['with a query', (url: string) => `${url}?source=socialintents`],
	])('starts the workflow even if the service wrote its URL %s', async (_, mangled) => {
		const scene = await openScene(engine);
		const { trigger, urlFor } = await published(scene);
		const url = mangled(urlFor('chatCompleted'));
		expect((await trigger.deliver({ url, body: [chat()] })).items).toHaveLength(1);
	});

	it.each(['latin1', 'utf-16le'] as const)(
		'keeps every character of a body in %s, whether a list or a record',
		async (charset) => {
			const scene = await openScene(engine);
			const { send } = await published(scene);
			const record = () => chat({ visitorFullName: 'José Müller' });
			for (const body of [[record()], record()]) {
				const bytes = Buffer.from(JSON.stringify(body), charset);
				const type = `application/json; charset=${charset}`;
				const { items } = await send(bytes, { 'content-type': type });
				expect(items.map(({ json }) => json.visitorFullName)).toEqual(['José Müller']);
			}
		},
	);

	it.each([
		['the field payload of a form', 'payload', 'application/x-www-form-urlencoded'],
		['the only field of a form', 'chats', 'application/x-www-form-urlencoded'],
		['a form without a content type', 'payload', ''],
	])('starts the workflow if its JSON is in %s', async (_, field, type) => {
		const scene = await openScene(engine);
		const { send } = await published(scene);
		const record = chat({ visitorFullName: 'José & Co + 1' });
		const form = new URLSearchParams({ [field]: JSON.stringify([record]) }).toString();
		const { items } = await send(form, type ? { 'content-type': type } : {});
		expect(items.map(({ json }) => json)).toMatchObject([
			{ id: record.id, visitorFullName: 'José & Co + 1' },
		]);
	});

	it.each([
		['windows-1252', 'latin1'],
		['iso-8859-1', 'latin1'],
		['a-charset-that-nobody-knows', 'utf-8'],
	] as const)('is decoded from %s', async (charset, encoding) => {
		const scene = await openScene(engine);
		const { send } = await published(scene);
		const bytes = Buffer.from(JSON.stringify(chat({ visitorFullName: 'José' })), encoding);
		// n8n itself rejects such a body where it parses the content type.
		const { items } = await send(bytes, { 'content-type': `text/json; charset=${charset}` });
		expect(items.map(({ json }) => json.visitorFullName)).toEqual(['José']);
	});

	it('keeps two records apart whose IDs are longer than a number can hold', async () => {
		const scene = await openScene(engine);
		const { send } = await published(scene);
		const { items } = await send('[{"id":9007199254740993},{"id":9007199254740992}]', {
			'content-type': 'application/json',
		});
		expect(items.map(({ json }) => String(json.id))).toEqual([
			'9007199254740993',
			'9007199254740992',
		]);
	});

	it('recognizes the chosen widget in any letter case', async () => {
		const scene = await openScene(engine);
		const { send } = await published(scene, { parameters: CHATS });
		expect((await send([chat({ appId: WIDGET_1.toUpperCase() })])).items).toHaveLength(1);
	});

	it.each(['month', 'day'])(
		'reads the date of a lead of today, although it has slashes and the %s comes first',
		async (first) => {
			const scene = await openScene(engine);
			const { trigger, urlFor } = await published(scene);
			const today = new Date().toISOString().slice(0, 10);
			const [year = '', month = '', day = ''] = today.split('-');
			const start = first === 'month' ? `${month}/${day}` : `${day}/${month}`;
			const addDate = `${start}/${year} 10:30:00 AM`;
			const lead = { id: `lead-${++records}`, appId: WIDGET_1, addDate };
			const { items } = await trigger.deliver({ url: urlFor('lead'), body: [lead] });
			expect(items[0]?.json.addDate).toBe(`${today}T10:30:00.000Z`);
		},
	);

	it('adds the chosen fields without a request', async () => {
		const scene = await openScene(engine);
		const addFields = ['widgetName', 'metrics', 'transcript'];
		const { send } = await published(scene, {
			parameters: { ...EVERYTHING, options: { addFields } },
		});
		scene.requests();
		const { items } = await send([
			chat({ appId: WIDGET_2.toUpperCase(), messages: [{ nickname: 'Jane', body: 'Hello' }] }),
		]);
		expect(items[0]?.json).toMatchObject({ widgetName: 'Widget 2', messageCount: 1 });
		expect(items[0]?.json.textBody).toContain('Hello');
		expect(scene.requests()).toEqual([]);
	});

	describe('is ignored with status 200', () => {
		it('if its event or widget is not chosen, record by record, with a reason in the log', async () => {
			const scene = await openScene(engine);
			const { send, trigger } = await published(scene, {
				parameters: { ...CHATS, events: ['chatAnswered'] },
			});
			const wanted = chat();
			const { items, ...rest } = await send([
				chat({ appId: WIDGET_2 }),
				wanted,
				chat({ chatType: 'Missed' }),
			]);
			expect(rest).toMatchObject({
				status: 200,
				started: true,
				body: { received: 3, accepted: 1 },
			});
			expect(items.map(({ json }) => json.id)).toEqual([wanted.id]);
			expect(told(trigger, 'debug')).toEqual([
				`Ignored a record: widget ${WIDGET_2} is not chosen`,
				'Ignored a record: no chosen event matches "chatCompleted"',
			]);
		});

		it.each([
			['a record of another widget', [chat({ appId: WIDGET_2 })], 1],
			['an empty list', [], 0],
			['an envelope without records', { apiStatus: 'Success' }, 0],
			['an envelope of nothing but an empty list', { chats: [] }, 0],
		])('if it is %s, and starts nothing', async (_, body, received) => {
			const scene = await openScene(engine);
			const { send } = await published(scene, { parameters: CHATS });
			expect(await send(body)).toMatchObject({
				status: 200,
				started: false,
				body: { received, accepted: 0 },
			});
		});

		it('if its event does not exist', async () => {
			const scene = await openScene(engine);
			const { trigger, urlFor } = await published(scene);
			const url = urlFor('chatCompleted').replace('/chatCompleted/', '/chatEaten/');
			expect(await trigger.deliver({ url, body: [chat()] })).toMatchObject({
				status: 200,
				started: false,
			});
		});

		it('if it repeats a record of the same event, within one body or later', async () => {
			const scene = await openScene(engine);
			const { send, trigger, urlFor } = await published(scene);
			const one = chat();
			expect((await send([one, one])).items).toHaveLength(1);
			expect(await send([one])).toMatchObject({
				status: 200,
				started: false,
				body: { received: 1, accepted: 0 },
			});
			expect(told(trigger, 'debug').at(-1)).toBe(
				`Ignored a record that was delivered before: ${one.id}`,
			);
			expect((await trigger.deliver({ url: urlFor('lead'), body: [one] })).items).toHaveLength(1);
			expect((await send([{ ...one, chatType: 'Missed' }])).items).toHaveLength(1);
		});

		it('but not if a missed chat becomes an offline message with the same ID', async () => {
			const scene = await openScene(engine);
			const { trigger, urlFor } = await published(scene);
			const body = [chat({ chatType: 'Missed' })];
			for (const event of ['chatCompleted', 'offlineMessage']) {
				expect((await trigger.deliver({ url: urlFor(event), body })).items).toHaveLength(1);
			}
		});

		it('but not if a visitor becomes a lead again under the same ID', async () => {
			const scene = await openScene(engine);
			const { trigger, urlFor } = await published(scene);
			const send = async (addDate: string) => {
				const body = [{ id: 'l1', appId: 'w1', addDate }];
				return (await trigger.deliver({ url: urlFor('lead'), body })).items;
			};
			expect(await send('2025-06-10 12:05:00 PM')).toHaveLength(1);
			expect(await send('2025-06-10 12:05:00 PM')).toHaveLength(0);
			expect(await send('2025-06-10 12:09:00 PM')).toHaveLength(1);
		});

		it('but not if another widget gave its record the same ID', async () => {
			const scene = await openScene(engine);
			const { send } = await published(scene);
			const [shop, support] = ['w1', 'w2'].map((appId) => chat({ id: '1', appId }));
			expect((await send([shop])).items).toHaveLength(1);
			expect((await send([support])).items).toHaveLength(1);
			expect((await send([support])).items).toHaveLength(0);
		});

		it('but not if n8n could not store it the first time', async () => {
			const scene = await openScene(engine);
			const { trigger, urlFor } = await published(scene);
			const delivery = { url: urlFor('chatCompleted'), body: [chat(), chat()] };
			const lost = await trigger.deliver({ ...delivery, cannotBeStored: true });
			// n8n 1 has said yes by then, so nobody sends it again.
			expect([lost.status, lost.started]).toEqual([lineName.startsWith('1.') ? 200 : 500, false]);
			if (lineName.startsWith('1.')) return;
			expect((await trigger.deliver(delivery)).items).toHaveLength(2);
			expect((await trigger.deliver(delivery)).items).toHaveLength(0);
		});

		it('in one workflow, and still starts another', async () => {
			const scene = await openScene(engine);
			const one = await published(scene, { name: 'One', webhookId: 'webhook-one' });
			const two = await published(scene, { name: 'Two', webhookId: 'webhook-two' });
			await scene.sandbox.act({ type: 'lead' });
			expect([one, two].map(({ inbox }) => inbox.deliveries.map(({ started }) => started))).toEqual(
				[[true], [true]],
			);
		});
	});

	describe('is rejected', () => {
		it.each([
			['nothing', undefined],
			['a text', '"hello"'],
			['a number', '7'],
			['null', 'null'],
			['an object without content', '{}'],
			['a list of texts', '["hello"]'],
			['a list of lists', '[[{"id":"1"}]]'],
			['a list with a hole', '[{"id":"1"},null]'],
			['no JSON', '{"id":'],
			['a web page', '<html></html>'],
			['a form', 'id=1&chatType=Answered'],
		])('with status 400 if its body is %s', async (_, body) => {
			const scene = await openScene(engine);
			const { send, trigger } = await published(scene);
			const types = ['', 'text/plain', 'application/x-www-form-urlencoded'];
			for (const type of types) {
				const delivery = await send(body, type ? { 'content-type': type } : {});
				expect(delivery).toMatchObject({
					status: 400,
					started: false,
					body: { message: 'The body must be JSON: a record or a list of records' },
				});
			}
			expect(told(trigger, 'warn')).toHaveLength(types.length);
		});

		it('with status 401 if the secret is wrong, and starts nothing', async () => {
			const scene = await openScene(engine);
			const { trigger, urlFor } = await published(scene);
			const url = urlFor('chatCompleted');
			const { secret } = addressOf({ targetUrl: url });
			const wrong = [
				'x',
				secret.slice(1),
				`${secret}x`,
				secret.toUpperCase(),
				'undefined',
				'null',
				'%00',
				'__proto__',
			];
			for (const given of wrong) {
				const delivery = await trigger.deliver({ url: url.replace(secret, given), body: [chat()] });
				expect(delivery).toMatchObject({
					status: 401,
					started: false,
					body: { message: 'The secret in the URL is missing or wrong' },
				});
			}
			expect(told(trigger, 'warn')).toHaveLength(wrong.length);
			const without = await trigger.deliver({ url: url.replace(`/${secret}`, ''), body: [chat()] });
			expect(without).toMatchObject({ status: 404, started: false });
		});

		it('with status 401 before anything else is examined', async () => {
			const scene = await openScene(engine);
			const { urlFor } = await published(scene);
			const broken = scene.trigger({ parameters: { events: [] } });
			const url = urlFor('lead').replace(/[^/]+$/, 'wrong');
			expect(await broken.deliver({ url, body: 'rubbish' })).toMatchObject({
				status: 401,
				started: false,
			});
		});

		it('unless the option says that the secret is not required', async () => {
			const scene = await openScene(engine);
			const { trigger, urlFor } = await published(scene, {
				parameters: { ...EVERYTHING, options: { requireSecret: false } },
			});
			const url = urlFor('chatCompleted').replace(/[^/]+$/, 'mangled');
			expect((await trigger.deliver({ url, body: [chat()] })).items).toHaveLength(1);
		});

		it.each(['={{ undefined }}', '={{ null }}', '={{ "false" }}', '={{ 0 }}', '={{ "" }}'])(
			'also if the option is %s, which is not false',
			async (requireSecret) => {
				const scene = await openScene(engine);
				const { trigger, urlFor } = await published(scene, {
					parameters: { ...EVERYTHING, options: { requireSecret } },
				});
				const url = urlFor('chatCompleted').replace(/[^/]+$/, 'mangled');
				const delivery = await trigger.deliver({ url, body: [chat()] });
				expect(delivery).toMatchObject({ status: 401, started: false });
			},
		);
	});

	describe('is accepted with its secret', () => {
		const OTHER_DATA = {
			'node:Somebody': { cursor: 1 },
			...storedAs({ secret: 'of-an-older-time', registrations: [] }),
		};

		it.each([
			['lost', {}],
			['overwritten by another trigger of the workflow', OTHER_DATA],
		])('if static data is %s', async (_, staticData) => {
			const scene = await openScene(engine);
			const { urlFor } = await published(scene);
			const trigger = scene.trigger({ parameters: EVERYTHING, staticData });
			expect(
				(await trigger.deliver({ url: urlFor('chatCompleted'), body: [chat()] })).items,
			).toHaveLength(1);
		});

		it('if the token is rotated, until the workflow is published again', async () => {
			const scene = await openScene(engine);
			const { trigger, urlFor } = await published(scene);
			const old = urlFor('chatCompleted');
			scene.sandbox.settings.token = 'rotated-token-4711';
			const { staticData } = trigger;
			const rotated = scene.trigger({ parameters: EVERYTHING, staticData });
			expect((await rotated.deliver({ url: old, body: [chat()] })).items).toHaveLength(1);

			await rotated.activate();
			const fresh = urlFor('chatCompleted');
			expect(fresh).not.toBe(old);
			expect((await rotated.deliver({ url: fresh, body: [chat()] })).items).toHaveLength(1);
			expect(await rotated.deliver({ url: old, body: [chat()] })).toMatchObject({
				status: 401,
				started: false,
			});
		});

		it('but not if the token is rotated and static data is lost as well', async () => {
			const scene = await openScene(engine);
			const { urlFor } = await published(scene);
			const trigger = scene.trigger({
				parameters: EVERYTHING,
				credential: { apiToken: 'rotated-token-4711' },
			});
			const delivery = await trigger.deliver({ url: urlFor('chatCompleted'), body: [chat()] });
			expect(delivery).toMatchObject({ status: 401, started: false });
		});

		it('if the credential is gone, while a wrong secret is rejected without an execution', async () => {
			const scene = await openScene(engine);
			const { trigger, urlFor } = await published(scene);
			const url = urlFor('chatCompleted');
			const bare = scene.trigger({
				parameters: EVERYTHING,
				staticData: trigger.staticData,
				credential: null,
			});
			expect((await bare.deliver({ url, body: [chat()] })).items).toHaveLength(1);
			const lost = scene.trigger({ parameters: EVERYTHING, credential: null });
			expect(await lost.deliver({ url, body: [chat()] })).toMatchObject({
				status: 401,
				started: false,
			});
		});

		it('but not with a secret that anyone can compute because the token is empty', async () => {
			const scene = await openScene(engine);
			const { createHmac } = await import('node:crypto');
			const { urlFor } = await published(scene);
			const ids = JSON.stringify([
				'workflow-of-the-test',
				'id-of-Trigger',
				'webhook-id-of-the-test',
			]);
			const of = (token: string) =>
				createHmac('sha256', token).update(ids).digest('hex').slice(0, 32);
			const url = urlFor('chatCompleted');
			// So the test knows how the secret is made.
			expect(url.endsWith(`/${of(scene.sandbox.token)}`)).toBe(true);
			const empty = scene.trigger({ parameters: EVERYTHING, credential: { apiToken: '' } });
			const delivery = await empty.deliver({ url: url.replace(/[^/]+$/, of('')), body: [chat()] });
			expect(delivery).toMatchObject({ status: 401, started: false });
		});
	});

	describe('while the editor listens', () => {
		it('reaches the test listener at its own URL, as often as it is sent', async () => {
			const scene = await openScene(engine);
			const { inbox, urlFor, trigger } = await published(scene, { test: true });
			expect(urlFor('lead')).toContain('/webhook-test/');
			await scene.sandbox.act({ type: 'lead' });
			expect(inbox.deliveries).toMatchObject([{ status: 200, started: true }]);
			const one = chat();
			for (let time = 1; time <= 2; time++) {
				expect(
					(await trigger.deliver({ url: urlFor('chatCompleted'), body: [one] })).items,
				).toHaveLength(1);
			}
			const wrong = urlFor('lead').replace(/[^/]+$/, 'wrong');
			expect(await trigger.deliver({ url: wrong, body: [one] })).toMatchObject({
				status: 401,
				started: false,
			});
		});

		it('reaches the published workflow, too, and neither disturbs the other', async () => {
			const scene = await openScene(engine);
			const production = await published(scene);
			const listener = await published(scene, { test: true });
			await scene.sandbox.act({ type: 'missedChat' });
			await listener.trigger.deactivate();
			await scene.sandbox.act({ type: 'missedChat' });
			expect(listener.inbox.deliveries).toHaveLength(1);
			expect(production.inbox.deliveries.map(({ started }) => started)).toEqual([true, true]);
		});
	});

	describe('with hostile content', () => {
		it.each([true, false])(
			'changes no prototype and stops nothing (Simplify: %s)',
			async (simplify) => {
				const scene = await openScene(engine);
				const { send } = await published(scene, { parameters: { ...EVERYTHING, simplify } });
				const bodies = [
					'[{"id":"p1","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}]',
					'{"id":"p2","appId":"__proto__","chatType":"constructor","__proto__":{"polluted":1}}',
					'{"__proto__":{"id":"p3","polluted":1},"constructor":[{"id":"p4"}]}',
					'[{"id":{"toString":1},"appId":{"toString":null},"chatType":{"toString":{}}}]',
					'[{"id":["__proto__"],"appId":[],"chatType":[null],"startDate":{"valueOf":1},"messages":7}]',
					'[{"id":"p5","startDate":1e308,"duration":"\\u0000","visitorFullName":{"a":[{}]}}]',
					'[{"id":9007199254740993,"appId":true,"hasOwnProperty":1,"toJSON":2,"then":3}]',
				];
				for (const body of bodies) {
					for (const type of ['application/json', 'text/plain']) {
						const delivery = await send(body, { 'content-type': type });
						expect(delivery).toMatchObject({ status: 200, error: undefined });
						expect(() => JSON.stringify(delivery.items)).not.toThrow();
					}
				}
				expect(({} as Record<string, unknown>).polluted).toBeUndefined();
				expect((await send([chat()])).items).toHaveLength(1);
			},
		);
	});
});
