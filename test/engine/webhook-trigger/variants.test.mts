import { describe, it, onTestFinished } from 'vitest';

import { FACTS, VARIANTS } from '../../../sandbox/facts/index.mts';
import { LINES, loadEngine, openInbox } from '../../support/engine.mts';
import { PromiseBook } from '../../support/promises.mts';
import { openScene, WIDGET_1 } from './scene.mts';

const WEBHOOK_FACTS = FACTS.filter(({ needs }) => needs !== undefined).map(
	({ key }) => key as string,
);
const variants = Object.entries(VARIANTS)
	.filter(([, behavior]) => Object.keys(behavior).every((key) => WEBHOOK_FACTS.includes(key)))
	.map(([name]) => name);

const book = new PromiseBook();

describe.each(LINES)('what the webhook trigger promises in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);

	it.each(variants)('holds if the service is like %s', async (name) => {
		const scene = await openScene(engine);
		scene.sandbox.setVariants([name]);
		const inbox = await openInbox();
		onTestFinished(async () => await inbox[Symbol.asyncDispose]());
		const parameters = { events: ['chatMissed'], widgets: 'selected', widgetIds: [WIDGET_1] };
		const trigger = scene.trigger({ parameters, webhookUrl: inbox.url });
		inbox.connect(trigger);
		const broken: string[] = [];
		const promise = (words: string, isKept: boolean) => void (isKept || broken.push(words));
		const started = await trigger.activate().then(
			() => null,
			(error: Error) => error,
		);
		promise('it starts', started === null);
		promise('one webhook for each event', scene.ours().length === 1);
		await scene.sandbox.act({ type: 'missedChat' });
		const items = inbox.deliveries.flatMap((delivery) => delivery.items);
		promise('each event starts the workflow once', items.length === 1);
		const failure = await trigger.deactivate();
		promise('it stops', failure === undefined);
		promise('no webhook is left', scene.ours().length === 0);
		book.expectKept(name, broken);
	});
});

it('leaves no exception that both lines keep', () => {
	book.expectExceptions();
});
