import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import type { OutputItem } from '../../nodes/SocialIntents/operation';
import {
	toAgentItems,
	truncateForAgent,
	MAX_CHARACTERS,
} from '../../nodes/SocialIntents/toolOutput';

const START = Date.UTC(2026, 5, 1);
const MINUTE_MS = 60_000;

/** Items a minute apart, each with a text of so many characters. */
const itemsOf = (count: number, length: number, step = -MINUTE_MS): OutputItem[] =>
	Array.from({ length: count }, (_, index) => ({
		json: { id: `record ${index}`, textBody: 'x'.repeat(length) },
		time: START + index * step,
	}));

/** As n8n hands the items to the model: one JSON list. */
const sizeOf = (entries: OutputItem[]) => JSON.stringify(entries.map(({ json }) => json)).length;

/** The records, and the item after them that says what is missing. */
function split(given: OutputItem[]) {
	const last = given.at(-1)?.json;
	return { kept: given.slice(0, -1), note: last ?? {}, message: String(last?.message) };
}

describe('the output for an agent', () => {
	it('is the full result if that fits', () => {
		const entries = itemsOf(10, 9_000);
		expect(truncateForAgent(entries)).toBe(entries);
		expect(truncateForAgent([])).toEqual([]);
	});

	it('says in words that nothing was found, so that the model invents nothing', () => {
		expect(toAgentItems([])).toEqual([
			{ json: { found: false, message: 'No records match these parameters' } },
		]);
		const entries = itemsOf(2, 10);
		expect(toAgentItems(entries)).toBe(entries);
	});

	it('is the first records that fit, with how to get the rest, newest or oldest first', () => {
		for (const [step, filter] of [
			[-MINUTE_MS, 'Date To'],
			[MINUTE_MS, 'Date From'],
		] as const) {
			const entries = itemsOf(1_500, 1_000, step);
			const output = toAgentItems(entries, filter);
			const { kept, note, message } = split(output);
			expect(kept).toEqual(entries.slice(0, kept.length));
			expect(sizeOf(output)).toBeLessThanOrEqual(MAX_CHARACTERS);
			expect(sizeOf(entries.slice(0, kept.length + 1))).toBeGreaterThan(MAX_CHARACTERS - 1_100);
			expect(note.truncated).toBe(true);
			const last = new Date(kept.at(-1)?.time ?? NaN).toISOString();
			expect(message).toBe(
				`Truncated to 100,000 characters: first ${kept.length} of 1,500 records. To get the rest, set '${filter}' to ${last}. For shorter output, use fewer days, a filter, or fewer fields.`,
			);
		}
	});

	it('counts the separators between records, so that thousands of tiny ones fit too', () => {
		const entries = Array.from({ length: 20_000 }, (_, id) => ({ json: { id } }));
		expect(sizeOf(toAgentItems(entries))).toBeLessThanOrEqual(MAX_CHARACTERS);
		const fitting = Array.from({ length: 9_090 }, () => ({ json: { id: 100 } }));
		expect(sizeOf(fitting)).toBe(99_991);
		expect(toAgentItems(fitting)).toBe(fitting);
	});

	it.each([
		['have no date', null, 'Date To'],
		['all have the same date', START, 'Date To'],
		['come in the order of the service', undefined, undefined],
	] as const)('does not suggest a date for the rest if the records %s', (_, time, filter) => {
		const entries = itemsOf(200, 1_000).map((entry) => ({
			...entry,
			...(time !== undefined && { time }),
		}));
		const { message } = split(toAgentItems(entries, filter));
		expect(message).toMatch(/: first \d+ of 200 records\. For shorter output/);
	});

	it('is one record with its longest fields truncated if it is too long on its own', () => {
		const json = {
			id: 'long',
			htmlBody: '<p>"quoted"</p>\n'.repeat(20_000),
			textBody: 'a'.repeat(60_000),
			messages: Array.from({ length: 900 }, (_, index) => ({ body: `line ${index}` })),
			visitorEmail: 'ada@example.com',
		};
		const { kept, message } = split(truncateForAgent([{ json, time: START }]));
		expect(kept).toHaveLength(1);
		const [{ json: given } = { json: {} }] = kept;
		expect(given).toEqual({ ...json, htmlBody: expect.any(String) });
		expect(json.htmlBody.startsWith(String(given.htmlBody))).toBe(true);
		expect(sizeOf(kept)).toBeLessThanOrEqual(MAX_CHARACTERS);
		expect(sizeOf(kept)).toBeGreaterThan(MAX_CHARACTERS - 1_100);
		expect(message).toContain(': these fields of the first record are cut short: htmlBody.');
		expect(message).not.toContain('records.');
		expect(json.htmlBody).toHaveLength(320_000);
	});

	it('reports both if the first of several records is too long on its own', () => {
		const { kept, message } = split(truncateForAgent(itemsOf(3, 200_000)));
		expect(kept.map(({ json }) => json.id)).toEqual(['record 0']);
		expect(message).toContain(
			'first 1 of 3 records; these fields of the first record are cut short: textBody.',
		);
	});

	it('never exceeds its maximum, and is the start of the result, whatever the records', () => {
		const text = fc
			.tuple(fc.string({ unit: 'binary', maxLength: 30 }), fc.integer({ min: 1, max: 6_000 }))
			.map(([part, times]) => part.repeat(times));
		const record = fc.record({
			id: fc.string(),
			textBody: fc.option(text),
			messages: fc.array(fc.record({ body: text }), { maxLength: 8 }),
			other: fc.record({ text }),
		});
		fc.assert(
			fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), (records) => {
				const entries = records.map((json) => ({ json: json as IDataObject }));
				const given = truncateForAgent(entries);
				if (given === entries) return sizeOf(entries) <= MAX_CHARACTERS;
				const { kept, note } = split(given);
				const isBeginning = kept.every(
					({ json }, index) => json === entries[index]?.json || index === 0,
				);
				return isBeginning && note.truncated === true && sizeOf(given) <= MAX_CHARACTERS;
			}),
			{ numRuns: 60 },
		);
	});
});
