import { DAY_MS, HOUR_MS, Scene, type ListPath, type Semantics, type Trouble } from './scene';

/** One step of a history. */
export type Step =
	/** Archived now; began so long ago, as a part of what the semantics allow. */
	| { do: 'happen'; path: ListPath; lateness: number; isMissed: boolean; isUndated: boolean }
	| { do: 'wait'; hours: number }
	| { do: 'tick' }
	/** The schedule polls again while a poll is under way. */
	| { do: 'tickTwice' }
	| { do: 'killBeforeEmitting' }
	/** Another trigger saves the static data while a poll is under way; then n8n is killed. */
	| { do: 'saveForOtherAndKill' }
	| { do: 'kill' }
	| { do: 'restart' }
	| { do: 'publish' }
	| { do: 'publishDuringTick' }
	| { do: 'trouble'; kind: Trouble; paths: ListPath[] }
	| { do: 'calm' }
	/** The user changes the look-back, and publishes. */
	| { do: 'lookback'; days: number }
	/** n8n's clock is so far ahead of the service's. */
	| { do: 'skew'; hours: number };

export interface History {
	semantics: Semantics;
	lookbackDays: number;
	startDaysBack: number;
	timezone: string;
	/** Second of the day at which it begins. */
	second: number;
	steps: Step[];
}

export const EVENTS = ['chatAnswered', 'chatMissed', 'lead', 'offlineMessage'];
export const PATHS: ListPath[] = ['/chats', '/contacts', '/offlinemessages'];

/** Answers that lack what is there. */
const BLANKS: Trouble[] = ['absent', 'stale'];

/** What must have become of a record. `either` where nobody could know better. */
type Verdict = 'once' | 'never' | 'either';

/** The most hours that a record may come late, and still must be found. */
function mostLateHours({ filedBy, zoneHours }: Semantics, lookbackDays: number): number {
	// Filed by its archiving, a chat is found however long it took, up to a month.
	if (filedBy !== 'start') return 30 * 24;
	// West of UTC the service's days begin later than the asked ones, if it ignores the time zone.
	return lookbackDays * 24 + Math.min(0, zoneHours);
}

/** A record as it was put into the service. */
interface Told {
	key: string;
	path: ListPath;
	start: number;
	arrival: number;
	isUndated: boolean;
}

export interface Outcome {
	scene: Scene;
	/** What is wrong, in words; empty where all is well. */
	wrong: string[];
}

/** Lives through a history, lets all calm down, and compares what came out with what had to. */
export async function live(history: History): Promise<Outcome> {
	const { semantics, lookbackDays, startDaysBack, timezone, second, steps } = history;
	const parametersWith = (days: number) => ({
		events: EVENTS,
		options: { lookbackDays: days, startDaysBack },
	});
	const scene = new Scene({
		semantics,
		timezone,
		parameters: parametersWith(lookbackDays),
	});
	const looks = steps.map((one) => (one.do === 'lookback' ? one.days : lookbackDays));
	const mostLate = mostLateHours(semantics, Math.min(lookbackDays, ...looks));
	scene.now = Date.parse('2025-06-10T00:00:00Z') + second * 1000;
	// Only a date without a zone is read wrongly.
	const zone = semantics.dates === 'older' ? Math.abs(semantics.zoneHours) * HOUR_MS : 0;
	const happened: Told[] = [];
	/** The first activation that did not throw, by n8n's clock and the service's. */
	let published: { at: number; clock: number; kind: Trouble; paths: ListPath[] } | undefined;
	let troubled: { kind: Trouble; paths: ListPath[] } = { kind: undefined, paths: [] };
	let isEverTroubled = false;

	async function publish() {
		try {
			await scene.activate(published ? 'update' : 'activate');
			published ??= { at: scene.now, clock: scene.now + scene.skew, ...troubled };
		} catch {
			scene.kill();
		}
	}

	async function step(one: Step) {
		switch (one.do) {
			case 'happen': {
				scene.wait(1000);
				const hours = one.lateness * mostLate;
				// To the second, as the service's dates are.
				const start = Math.floor((scene.now - hours * HOUR_MS) / 1000) * 1000;
				const key = `r${happened.length}`;
				const { path, isMissed } = one;
				const isUndated = one.isUndated || semantics.dates === 'none';
				happened.push({ key, path, start, arrival: scene.now, isUndated });
				scene.service.add({
					key,
					path,
					start,
					arrival: scene.now,
					isMissed,
					...(one.isUndated && { date: 'some day' }),
				});
				return;
			}
			case 'wait':
				return scene.wait(one.hours * HOUR_MS);
			case 'tick':
				return void (await scene.tick());
			case 'tickTwice': {
				let isSecond = false;
				scene.during = async () => {
					if (isSecond) return;
					isSecond = true;
					await scene.tick();
				};
				await scene.tick();
				scene.during = () => {};
				return;
			}
			case 'killBeforeEmitting':
				return await scene.tickAndKillBeforeEmitting();
			case 'saveForOtherAndKill':
				scene.during = () => scene.saveForOther();
				await scene.tickAndKillBeforeEmitting();
				scene.during = () => {};
				return;
			case 'kill':
				return scene.kill();
			case 'restart':
				return void (published && (await scene.restart()));
			case 'publish':
				return await publish();
			case 'publishDuringTick': {
				const { process } = scene;
				let isDone = process === undefined;
				scene.during = async () => {
					if (isDone) return;
					isDone = true;
					await publish();
				};
				await scene.tick(process);
				scene.during = () => {};
				return;
			}
			case 'trouble':
				troubled = { kind: one.kind, paths: one.paths };
				isEverTroubled = true;
				scene.trouble = (path) => (one.paths.includes(path) ? one.kind : undefined);
				return;
			case 'calm':
				troubled = { kind: undefined, paths: [] };
				scene.trouble = () => undefined;
				return;
			case 'lookback':
				scene.parameters = parametersWith(one.days);
				return await publish();
			case 'skew':
				scene.skew = one.hours * HOUR_MS;
				return;
		}
	}

	for (const one of steps) await step(one);
	await step({ do: 'calm' });
	await step({ do: 'skew', hours: 0 });
	if (!published) await publish();
	await scene.restart();
	for (let quiet = 0, ticks = 0; quiet < 3; ticks++) {
		scene.wait(HOUR_MS);
		quiet = (await scene.tick()).length > 0 ? 0 : quiet + 1;
		if (ticks > 500) throw new Error('The polls never come to rest');
	}

	const { at = Infinity, clock = Infinity, kind, paths = [] } = published ?? {};
	const since = clock - startDaysBack * DAY_MS;
	const isBlank = steps.some((one) => one.do === 'trouble' && BLANKS.includes(one.kind));
	function verdictOn({ path, start, arrival, isUndated }: Told): Verdict {
		const first = paths.includes(path) ? kind : undefined;
		const isNew = arrival > at;
		const isAnswered = first === undefined || BLANKS.includes(first);
		if (isAnswered && isNew) return 'once';
		// What the first answer lacks is new in the second: nobody could tell.
		if (first !== undefined && isBlank && !isNew) return 'either';
		if (!first && startDaysBack === 0) return 'never';
		// From here on only dates can tell: past days are asked for, or the first poll failed.
		if (isUndated) return 'either';
		if (start >= since + zone) return 'once';
		return start < since - zone && !isNew ? 'never' : 'either';
	}

	const wrong: string[] = [];
	const counts = new Map<string, number>();
	for (const { key } of scene.emitted) counts.set(key, (counts.get(key) ?? 0) + 1);
	for (const one of happened) {
		const count = counts.get(one.key) ?? 0;
		const verdict = verdictOn(one);
		if (count > 1) wrong.push(`${one.key} came out ${count} times`);
		if (count === 0 && verdict === 'once') wrong.push(`${one.key} was lost`);
		if (count > 0 && verdict === 'never') wrong.push(`${one.key} came out, and is from before`);
	}
	wrong.push(
		...disorderIn(scene, happened, isEverTroubled ? PATHS.map((path) => [path]) : [PATHS]),
	);
	return { scene, wrong };
}

/**
 * What began after another record had arrived must not come out before that one. Where a list failed
 * on its own, its records may come after those of other lists.
 */
function disorderIn({ emitted }: Scene, happened: Told[], groups: ListPath[][]): string[] {
	const byKey = new Map(happened.map((one) => [one.key, one]));
	return groups.flatMap((paths) => {
		const wrong: string[] = [];
		let latest: { key: string; start: number } = { key: '', start: -Infinity };
		for (const { key } of emitted) {
			const one = byKey.get(key);
			if (!one || one.isUndated || !paths.includes(one.path)) continue;
			if (one.arrival < latest.start) wrong.push(`${key} came out after ${latest.key}`);
			if (one.start > latest.start) latest = one;
		}
		return wrong;
	});
}
