import { answeredChat, lead, missedChat, offlineMessage, type Scene, someTags } from './chats.mts';
import { createRandom, hash } from './random.mts';
import { type Data, isoSeconds, type StoredRecord, type Widget } from './records.mts';
import { createVisitor, type Visitor } from './visitors.mts';
import { WIDGETS } from './website.mts';

export interface DataPlan {
	seed: string;
	accountId: string;
	/** Where the data ends, ms since 1970. */
	now: number;
	/** How many days back it goes. */
	days: number;
	/** Answered and missed together, on average over a week. */
	chatsPerDay: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const VISITORS_PER_WIDGET = 120;

/**
 * Generates an account. Each day is generated from the seed and its own date, so today's records are
 * still there tomorrow, with the same IDs. Records are not in chronological order.
 */
export function createData(plan: DataPlan): Data {
	const widgets = createWidgets(plan.seed);
	const data: Data = { widgets, chats: [], offlineMessages: [], contacts: [] };
	const people = widgets.map((_, index) => createPeople(plan.seed, index));
	const today = Math.floor(plan.now / DAY_MS);
	for (let day = today - plan.days + 1; day <= today; day++) {
		addDay(data, people, plan, day * DAY_MS);
	}
	for (const records of [data.chats, data.offlineMessages, data.contacts]) shuffle(records);
	return data;
}

/** Always the same order. IDs contain the time, so this sorts by their hashes. */
function shuffle(records: Array<StoredRecord<{ id: string }>>): void {
	records.sort((left, right) => hash(left.record.id) - hash(right.record.id));
}

function createWidgets(seed: string): Widget[] {
	const random = createRandom(`${seed}:widgets`);
	return WIDGETS.map(({ name, timezone }) => {
		const created = Date.UTC(2021, random.integer(0, 11), random.integer(1, 28), 9, 30);
		return { id: random.id(created), name, timezone, created: isoSeconds(created) };
	});
}

function createPeople(seed: string, widgetIndex: number): Visitor[] {
	const random = createRandom(`${seed}:visitors:${widgetIndex}`);
	const languages = WIDGETS[widgetIndex]?.languages ?? ['en'];
	return Array.from({ length: VISITORS_PER_WIDGET }, () =>
		createVisitor(random, random.pick(languages)),
	);
}

/** Widget indexes, repeated in proportion to their visitors. */
const SHARES = WIDGETS.flatMap(({ share }, index) => Array<number>(share).fill(index));

function addDay(data: Data, people: Visitor[][], plan: DataPlan, dayStart: number): void {
	const { seed, accountId, now, chatsPerDay } = plan;
	const random = createRandom(`${seed}:${isoSeconds(dayStart).slice(0, 10)}`);
	const isWeekend = [0, 6].includes(new Date(dayStart).getUTCDay());
	const expected = chatsPerDay * (isWeekend ? 0.5 : 1.2);
	const times = (share: number): number => Math.floor(expected * share + random.next());

	const scene = (): Scene => {
		const index = random.pick(SHARES);
		const widget = data.widgets[index];
		const busyFrom = WIDGETS[index]?.busyFrom;
		if (!widget || busyFrom === undefined) throw new Error(`No widget ${index}`);
		const visitor = random.pick(people[index] ?? []);
		const hours = random.chance(0.8) ? busyFrom + random.next() * 10 : random.next() * 24;
		const at = dayStart + ((Math.floor((hours * HOUR_MS) / 1000) * 1000) % DAY_MS);
		return { random, accountId, widget, visitor, at };
	};

	for (let left = times(1); left > 0; left--) {
		const one = scene();
		const tags = someTags(random);
		const seconds = random.integer(90, 2400);
		const missed = random.chance(0.2);
		const record = missed ? missedChat(one) : answeredChat(one, seconds);
		// A chat appears once it is archived, which is when it ends.
		const archivedAt = one.at + (missed ? 0 : seconds * 1000);
		if (archivedAt <= now) data.chats.push({ record, at: one.at, tags });
	}
	for (let left = times(1 / 6); left > 0; left--) {
		const one = scene();
		const stored = { record: offlineMessage(one), at: one.at, tags: someTags(random) };
		if (one.at <= now) data.offlineMessages.push(stored);
	}
	for (let left = times(1 / 4); left > 0; left--) {
		const one = scene();
		const stored = { record: lead(one), at: one.at, tags: [] };
		if (one.at <= now) data.contacts.push(stored);
	}
}
