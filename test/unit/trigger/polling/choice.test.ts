import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { EVENTS, PATHS } from './history';
import { HOUR_MS, Scene, type ListPath } from './scene';

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

interface Choice {
	events: string[];
	/** Empty for all. */
	widgets: string[];
}

type Step =
	| { do: 'happen'; path: ListPath; hoursAgo: number; isMissed: boolean; widget: string }
	| { do: 'wait'; hours: number }
	| { do: 'tick' | 'restart' | 'killBeforeEmitting' }
	| { do: 'choose'; choice: Choice };

const WIDGETS = ['w1', 'w2', 'w3'];
const aChoice = fc.record({
	events: fc.subarray(EVENTS, { minLength: 1 }),
	widgets: fc.oneof(fc.constant<string[]>([]), fc.subarray(WIDGETS)),
});
const aStep = fc.oneof<Array<fc.Arbitrary<Step>>>(
	fc.record({
		do: fc.constant('happen' as const),
		path: fc.constantFrom(...PATHS),
		hoursAgo: fc.constantFrom(0, 0.5, 20, 47.9),
		isMissed: fc.boolean(),
		widget: fc.constantFrom(...WIDGETS),
	}),
	fc.record({
		do: fc.constant('wait' as const),
		hours: fc.constantFrom(0.1, 1, 13, 24, 100, 1000),
	}),
	fc.constantFrom<Step>(
		{ do: 'tick' },
		{ do: 'tick' },
		{ do: 'restart' },
		{ do: 'killBeforeEmitting' },
	),
	fc.record({ do: fc.constant('choose' as const), choice: aChoice }),
);

interface Told {
	event: string;
	widget: string;
	/** Which of the choices was in force. */
	epoch: number;
}

const covers = ({ events, widgets }: Choice, { event, widget }: Told) =>
	events.includes(event) && (widgets.length === 0 || widgets.includes(widget));

function eventOf(path: ListPath, isMissed: boolean): string {
	if (path === '/contacts') return 'lead';
	if (path === '/offlinemessages') return 'offlineMessage';
	return isMissed ? 'chatMissed' : 'chatAnswered';
}

async function wrongIn(first: Choice, steps: Step[]): Promise<string[]> {
	const scene = new Scene();
	const choices: Choice[] = [];
	const told: Array<Told & { key: string }> = [];
	async function choose(choice: Choice) {
		choices.push(choice);
		const { events, widgets } = choice;
		const selected = { widgets: 'selected', widgetIds: widgets };
		scene.parameters = { events, ...(widgets.length > 0 ? selected : { widgets: 'all' }) };
		await scene.activate('update');
	}

	await choose(first);
	for (const step of [...steps, { do: 'restart' } as const, { do: 'tick' } as const]) {
		if (step.do === 'wait') scene.wait(step.hours * HOUR_MS);
		if (step.do === 'tick') await scene.tick();
		if (step.do === 'restart') await scene.restart();
		if (step.do === 'killBeforeEmitting') await scene.tickAndKillBeforeEmitting();
		if (step.do === 'choose') await choose(step.choice);
		if (step.do !== 'happen') continue;
		scene.wait(1000);
		const { path, hoursAgo, isMissed, widget } = step;
		const key = `r${told.length}`;
		const start = scene.now - hoursAgo * HOUR_MS;
		told.push({ key, event: eventOf(path, isMissed), widget, epoch: choices.length - 1 });
		scene.service.add({ key, path, start, arrival: scene.now, isMissed, widget });
	}

	return told.flatMap((one) => {
		const count = scene.emitted.filter(({ key }) => key === one.key).length;
		if (count > 1) return [`${one.key} came out ${count} times`];
		const [now, ...later] = choices.slice(one.epoch).map((choice) => covers(choice, one));
		if (!now && count > 0) return [`${one.key} is from before it was chosen`];
		// What is chosen no more may have been found before that, or not.
		if (now && !later.includes(false) && count === 0) return [`${one.key} was lost`];
		return [];
	});
}

describe('a change of the chosen events and widgets', () => {
	it('loses nothing of what stays chosen, and starts what is new at its publication', async () => {
		await fc.assert(
			fc.asyncProperty(aChoice, fc.array(aStep, { maxLength: 40 }), async (first, steps) => {
				expect(await wrongIn(first, steps)).toEqual([]);
			}),
			{ numRuns: 400 },
		);
	});
});
