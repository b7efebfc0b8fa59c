import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { happen, MINUTE_MS, publishedScene, sceneOf } from './scenes';

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

describe("'Add Fields' of the polling trigger", () => {
	it.each([
		['the names of the panel', ['Widget Name', 'Metrics']],
		['any letter case', ['WIDGETNAME', 'metrics']],
		['text from an expression', 'widgetName, metrics'],
	])('understands %s', async (_, addFields) => {
		const scene = await publishedScene({ options: { addFields } });
		happen(scene);
		scene.wait(MINUTE_MS);
		const { process } = scene;
		const output = process && (await scene.pollIn(process.context));
		expect(output?.[0]?.[0]?.json).toMatchObject({ widgetName: 'Widget w1', messageCount: null });
	});

	it('names a field that does not exist when the workflow is published, and emits nothing', async () => {
		const scene = sceneOf({ options: { addFields: ['transcripts'], startDaysBack: 3 } });
		const chat = happen(scene);
		await expect(scene.activate()).rejects.toThrow(/'Add Fields' has no option "transcripts"/);
		scene.parameters = { options: { addFields: ['transcript'], startDaysBack: 3 } };
		expect(await scene.activate()).toEqual([chat]);
	});
});
