import { expect, test } from 'vitest';

import { createData, type DataPlan } from '../../sandbox/data/createData.mts';
import type { Data } from '../../sandbox/data/records.mts';

const plan = (over: Partial<DataPlan> = {}): DataPlan => ({
	seed: '1',
	accountId: 'account',
	now: Date.UTC(2025, 5, 1, 12),
	days: 60,
	chatsPerDay: 24,
	...over,
});

const data = createData(plan());
const all = [...data.chats, ...data.offlineMessages];

test('the same seed generates the same data, byte for byte', () => {
	expect(JSON.stringify(createData(plan()))).toBe(JSON.stringify(data));
});

test('another seed generates other data', () => {
	const other = createData(plan({ seed: '2' }));
	expect(other.widgets[0]?.id).not.toBe(data.widgets[0]?.id);
	expect(other.chats[0]?.record.id).not.toBe(data.chats[0]?.record.id);
});

test("today's records are still there tomorrow, with the same IDs", () => {
	const tomorrow = createData(plan({ now: Date.UTC(2025, 5, 2, 12) }));
	const known = new Set(tomorrow.chats.map(({ record }) => JSON.stringify(record)));
	const firstDay = Date.UTC(2025, 3, 4);
	const kept = data.chats.filter(({ at }) => at >= firstDay);
	expect(kept.length).toBeGreaterThan(1000);
	expect(kept.every(({ record }) => known.has(JSON.stringify(record)))).toBe(true);
});

test('a day has about as many chats as requested, and working days have more', () => {
	const year = createData(plan({ days: 364, chatsPerDay: 10 }));
	expect(year.chats.length / 364).toBeGreaterThan(9.5);
	expect(year.chats.length / 364).toBeLessThan(10.5);
	const onSundays = year.chats.filter(({ at }) => new Date(at).getUTCDay() === 0);
	expect(onSundays.length / 52).toBeLessThan(7);
});

test('an account with no chats a day has only widgets', () => {
	const empty = createData(plan({ chatsPerDay: 0 }));
	expect([empty.chats, empty.offlineMessages, empty.contacts]).toEqual([[], [], []]);
	expect(empty.widgets).toEqual(data.widgets);
});

test('no chat ends after now, and the last days have records', () => {
	const now = Date.UTC(2025, 5, 1, 12);
	const busy = createData(plan({ now, days: 1, chatsPerDay: 2000 }));
	for (const { record, at } of busy.chats) {
		expect(at + (record.duration ?? 0) * 1000).toBeLessThanOrEqual(now);
	}
	expect(data.chats.some(({ at }) => at > now - 86_400_000)).toBe(true);
});

test('IDs are unique 32-digit numbers, and neighbors differ only in their second half', () => {
	const ids = [...all, ...data.contacts].map(({ record }) => record.id);
	expect(new Set(ids).size).toBe(ids.length);
	expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
	expect(new Set(ids.map((id) => id.slice(0, 16))).size).toBe(1);
});

test('an ID shows when its chat was stored: about a second after its end', () => {
	for (const { record, at } of data.chats) {
		const storedAt = parseInt(record.id.slice(16, 28), 16);
		const endedAt = at + (record.duration ?? 0) * 1000;
		expect(storedAt - endedAt).toBeGreaterThan(0);
		expect(storedAt - endedAt).toBeLessThan(2000);
	}
});

test('lists are not sorted by time', () => {
	for (const records of [data.chats, data.offlineMessages, data.contacts]) {
		const times = records.map(({ at }) => at);
		expect(times).not.toEqual(times.toSorted());
		expect(times).not.toEqual(times.toSorted().reverse());
	}
});

test('widgets have different names and time zones', () => {
	expect(data.widgets.length).toBeGreaterThanOrEqual(3);
	for (const field of ['name', 'timezone'] as const) {
		expect(new Set(data.widgets.map((widget) => widget[field])).size).toBe(data.widgets.length);
	}
});

test('an answered chat has an agent, a duration, and its transcript in three forms', () => {
	for (const { record } of data.chats) {
		if (record.chatType !== 'Answered') continue;
		const { messages, textBody, htmlBody } = record;
		expect(record.agentName && record.agentId && record.agentEmail && record.duration).toBeTruthy();
		expect(messages?.length).toBeGreaterThan(3);
		expect(textBody?.split('\n').length).toBeGreaterThanOrEqual(messages?.length ?? Infinity);
		expect(htmlBody).toMatch(/^<div.*<\/div>$/);
		for (const { body } of messages ?? []) expect(textBody).toContain(body);
	}
});

test('a transcript is safe to show as HTML', () => {
	const withTags = data.chats.filter(({ record }) => record.textBody?.includes('<script'));
	expect(withTags.length).toBeGreaterThan(0);
	for (const { record } of withTags) expect(record.htmlBody).not.toMatch(/<script/);
});

test('a missed chat has no agent and no duration, and an offline message has neither field', () => {
	const missed = data.chats.filter(({ record }) => record.chatType === 'Missed');
	expect(missed.length).toBeGreaterThan(50);
	for (const { record } of missed) {
		expect(record).toMatchObject({ agentName: '', agentId: '', duration: 0 });
	}
	for (const { record } of data.offlineMessages) {
		expect(record.chatType).toBe('Offline Message');
		expect(record).not.toHaveProperty('agentName');
	}
});

test('some visitors return', () => {
	const visitors = new Set(data.chats.map(({ record }) => record.visitorId));
	expect(visitors.size).toBeLessThan(data.chats.length / 2);
});

test('some fields are empty, some are missing, and some text is hard on spreadsheets', () => {
	expect(all.some(({ record }) => record.visitorEmail === '')).toBe(true);
	expect(all.some(({ record }) => !('referrer' in record))).toBe(true);
	const text = JSON.stringify(data);
	for (const sign of ['佐藤', '😊', 'é', '\\"', 'Lee, Jr.', '\\n', '&', ';']) {
		expect(text).toContain(sign);
	}
});

test('some chats have tags', () => {
	const tags = data.chats.flatMap((record) => record.tags);
	expect(new Set(tags).size).toBeGreaterThan(3);
	expect(data.chats.some((record) => record.tags.length === 0)).toBe(true);
});

test('made-up addresses and phone numbers reach no one real', () => {
	const mails = [...JSON.stringify(data).matchAll(/[\w.+-]+@([\w.-]+)/g)].map(([, host]) => host);
	expect(new Set(mails.map((host) => host?.toLowerCase()))).toEqual(
		new Set(['example.com', 'example.org']),
	);
	for (const { record } of all) {
		expect(record.ip).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$|^2001:db8::/);
		if (record.page) expect(new URL(record.page).hostname).toMatch(/\.example\.com$/);
		if (record.visitorPhone) expect(record.visitorPhone).toMatch(FICTIONAL_PHONE);
	}
});

/** Ranges that the authorities of these countries keep for films and books. */
const FICTIONAL_PHONE =
	/^(\+1 \(?\d{3}\)?[ -]555-01\d\d|\+44 20 7946 0\d{3}|\+49 (30 23125|40 66969)\d{3}|\+33 (1 99 00|2 61 91) \d\d \d\d)$/;

test('every documented field of a chat and of a lead occurs', () => {
	const fields = (records: Data['chats'] | Data['contacts']) =>
		new Set(records.flatMap(({ record }) => Object.keys(record)));
	expect([...fields(data.chats)]).toEqual(
		expect.arrayContaining([
			...['id', 'chatType', 'accountId', 'appId', 'visitorId', 'visitorName', 'visitorFullName'],
			...['visitorEmail', 'visitorPhone', 'agentName', 'agentId', 'agentEmail', 'duration'],
			...['startDate', 'visits', 'page', 'referrer', 'ip', 'location', 'userAgent'],
			...[1, 2, 3, 4, 5, 6].map((number) => `visitorCustom${number}`),
			...['visitorParams', 'textBody', 'htmlBody', 'messages'],
		]),
	);
	expect([...fields(data.contacts)].sort()).toEqual(
		[
			...['id', 'appId', 'appName', 'firstName', 'lastName', 'email', 'phone', 'group', 'page'],
			'addDate',
		].sort(),
	);
});
