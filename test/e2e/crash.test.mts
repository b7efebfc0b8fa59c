import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import { disasters } from './crash/disasters.mts';
import { makeClock, type Clock } from './crash/machine.mts';
import { reportCrashes } from './crash/page.mts';
import { CrashScene } from './crash/scene.mts';

/** A sample of the failures; all of them if the environment variable CRASHES is `all`. */
const tried = disasters.filter(({ isSample }) => isSample || process.env.CRASHES === 'all');

let recovered = 0;
let folder: string;
let clock: Clock;
let scene: CrashScene;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'clock-'));
	clock = await makeClock(folder);
	scene = await CrashScene.start(clock.env);
});

afterAll(async () => {
	await scene?.[Symbol.asyncDispose]();
	if (recovered === disasters.length) await reportCrashes(scene.n8n.majorVersion, recovered);
	await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => await scene.begin());

describe('an n8n', () => {
	it.each(tried)(
		'$name has the right webhooks afterwards and has emitted every lead once',
		async ({ strike }) => {
			const lost = await strike(scene, clock);
			await scene.expectRecovered(lost);
			recovered++;
		},
		300_000,
	);
});
