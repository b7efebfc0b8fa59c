import { describe, expect, it } from 'vitest';

import { createClock } from '../../../bench/simulation/clock.mts';
import { createAlarm } from '../../../nodes/SocialIntents/api/clock';

/** An alarm on a clock that the test moves, and the times at which it rang. */
function openAlarm() {
	const clock = createClock();
	const rings: number[] = [];
	return { clock, rings, setAlarm: createAlarm(clock, () => rings.push(clock.now())) };
}

describe('an alarm', () => {
	it('rings once after the given time', async () => {
		const { clock, rings, setAlarm } = openAlarm();
		setAlarm(300);
		await clock.advance(299);
		expect(rings).toEqual([]);
		await clock.advance(2000);
		expect(rings).toEqual([300]);
	});

	it('rings after a second at the latest, so that little is left after a cancellation', async () => {
		const { clock, rings, setAlarm } = openAlarm();
		setAlarm(60_000);
		await clock.advance(2000);
		expect(rings).toEqual([1000]);
	});

	it('rings earlier if it is set to an earlier time, and ignores a later one', async () => {
		const { clock, rings, setAlarm } = openAlarm();
		setAlarm(500);
		setAlarm(200);
		setAlarm(400);
		await clock.advance(200);
		expect(rings).toEqual([200]);
		setAlarm(400);
		await clock.advance(400);
		// The sleep until 500 could not be taken back.
		expect(rings).toEqual([200, 500, 600]);
	});

	it('never rings early for a part of a millisecond', async () => {
		const { clock, rings, setAlarm } = openAlarm();
		setAlarm(10.2);
		await clock.advance(100);
		expect(rings).toEqual([11]);
	});

	it('tells by how many milliseconds it rings late', async () => {
		const clock = createClock();
		const sleep = async (milliseconds: number) => await clock.sleep(milliseconds + 7);
		const late: number[] = [];
		createAlarm({ ...clock, sleep }, (by) => late.push(by))(10);
		await clock.advance(100);
		expect(late).toEqual([7]);
	});

	it('can be set again once it rang', async () => {
		const { clock, rings, setAlarm } = openAlarm();
		setAlarm(10);
		await clock.advance(10);
		setAlarm(10);
		await clock.advance(10);
		expect(rings).toEqual([10, 20]);
	});
});
