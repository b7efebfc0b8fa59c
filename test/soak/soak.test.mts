import { expect, it } from 'vitest';
import { readMajorVersion } from '../../scripts/options.mts';
import { riseOfLowest, type Sample } from './measure.mts';
import { describeResult, writeResult } from './page.mts';
import { soak, type Run } from './run.mts';
import { controlLoad, packageLoad, POLLERS } from './workflows.mts';

const MINUTES = Number(process.env.SOAK_MINUTES ?? 10);
/** A shorter run only shows that nothing is far off, and is not written to the page. */
const IS_SAMPLE = MINUTES < 10;
const MAX_RISE_MB = IS_SAMPLE ? 10 : 3;
const MAX_LATE_SHARE = IS_SAMPLE ? 0.3 : 0.1;
/** Time to fill caches and compile code. */
const WARM_UP_SHARE = 0.4;

/** In the memory of n8n: its own data of the workflow, what it saved last, and what the node knows. */
const COPIES_OF_STATE = 3;

const warm = ({ samples }: Run): Sample[] =>
	samples.filter(({ minute }) => minute >= MINUTES * WARM_UP_SHARE);

it(
	`n8n does not leak memory, timers, handles, or listeners in ${MINUTES} minutes of polls, deliveries, Get Many, and failed requests, compared with its own nodes`,
	async () => {
		const [run, control] = await Promise.all([
			soak('package', packageLoad, MINUTES),
			soak('control', controlLoad, MINUTES),
		]);
		const n8n = readMajorVersion(process.env.E2E_N8N);
		const result = {
			n8n,
			run: { ...run, samples: warm(run) },
			control: { ...control, samples: warm(control) },
		};
		console.log(describeResult(result));
		if (!IS_SAMPLE) await writeResult(result);

		const { counts, idle, end } = run;
		for (const { polls } of [counts, control.counts])
			expect(polls).toBeGreaterThan(POLLERS * MINUTES * 0.5);
		expect(run.webhooks).toBe(0);
		// A busy n8n responds too late to some deliveries, or that its database is not ready.
		expect(counts.late + counts.rejected).toBeLessThan(counts.events * MAX_LATE_SHARE);
		expect(run.log).not.toContain('MaxListenersExceededWarning');
		// The state grows until its oldest events are older than the look-back.
		const stateRise = riseOfLowest(warm(run), 'staticData') * POLLERS * COPIES_OF_STATE;
		expect(riseOfLowest(warm(run), 'heap') - stateRise / 1024).toBeLessThan(
			Math.max(0, riseOfLowest(warm(control), 'heap')) + MAX_RISE_MB,
		);
		expect(end.timers).toBeLessThanOrEqual(idle.timers + 5);
		expect(end.listeners).toBeLessThanOrEqual(idle.listeners + 20);
		expect(end.handles).toBeLessThanOrEqual(idle.handles + 5);
		// The polling trigger remembers 16 characters for each event, after a few thousand for itself.
		expect(end.staticData).toBeLessThan(5 + (counts.events * 20) / 1024);
	},
	(MINUTES + 10) * 60_000,
);
