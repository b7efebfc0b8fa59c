import fc from 'fast-check';

const calendars = new Map<string, Intl.DateTimeFormat>();

/** `YYYY-MM-DDTHH:mm:ss` on the wall of a zone, from the platform's calendar and not from luxon. */
export function wallClock(milliseconds: number, timeZone: string): string {
	const style = { timeZone, dateStyle: 'short', timeStyle: 'medium' } as const;
	const calendar = calendars.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', style);
	calendars.set(timeZone, calendar);
	return calendar.format(milliseconds).replace(' ', 'T');
}

const QUARTER_HOUR = 900_000;
const OFFSETS = Array.from({ length: 113 }, (_, index) => (index - 56) * QUARTER_HOUR);

/** All moments at which the wall of a zone shows a time: none, one or two. The earliest first. */
export const momentsOf = (wall: string, zone: string): number[] =>
	OFFSETS.map((offset) => Date.parse(`${wall}Z`) - offset)
		.filter((moment) => wallClock(moment, zone) === wall)
		.sort((a, b) => a - b);

/** The first moment of a day in a zone, also where the clocks skip midnight or show it twice. */
export function firstMomentOf(day: string, zone: string): number {
	const isOfDay = (moment: number) => wallClock(moment, zone).slice(0, 10) >= day;
	let moment = Date.parse(`${day}T00:00:00Z`) - 15 * 4 * QUARTER_HOUR;
	while (!isOfDay(moment)) moment += QUARTER_HOUR;
	return moment;
}

/** West and east of UTC, with and without changes of clocks, at midnight (Beirut, Havana) and by half an hour. */
export const ZONES = [
	'UTC',
	'America/New_York',
	'America/Havana',
	'Europe/Berlin',
	'Asia/Beirut',
	'Asia/Kolkata',
	'Asia/Tokyo',
	'Australia/Lord_Howe',
	'Pacific/Auckland',
];
export const aZone = fc.constantFrom(...ZONES);

export const aDay = (from: string, to: string) =>
	fc
		.integer({ min: Date.parse(from) / 86_400_000, max: Date.parse(to) / 86_400_000 })
		.map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
