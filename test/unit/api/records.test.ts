import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { extractRecords } from '../../../nodes/SocialIntents/api/records';

const status = { apiStatus: 'Success', apiStatusCode: '200', apiStatusMessage: 'OK' };
const first = { id: 'a1', chatType: 'Answered' };
const second = { id: 'a2', chatType: 'Missed' };
const withMessages = { ...first, messages: [{ nickname: 'Jane', body: 'Hello' }] };

describe('the records in a response', () => {
	it.each([
		['a bare list', [first, second]],
		['a documented list', { ...status, chats: [first, second] }],
		['a list under an undocumented name', { ...status, whatever: [first, second] }],
		['a list without status fields beside it', { apps: [first, second] }],
		['a list beside counts and nulls', { ...status, total: 2, next: null, chats: [first, second] }],
		['a list beside an empty one', { ...status, tags: [], chats: [first, second] }],
		['a list beside one of words', { ...status, warnings: ['none'], chats: [first, second] }],
		['a list beside the account', { ...status, account: { id: 'a' }, chats: [first, second] }],
		[
			'a list inside an object beside an empty one',
			{ errors: [], data: { chats: [first, second] } },
		],
		['a list inside an object', { ...status, data: { chats: [first, second] } }],
		['a list two objects down', { response: { data: { chats: [first, second] } } }],
		['a list of messages, which are the records here', { ...status, messages: [first, second] }],
		['a list that also contains other values', [first, null, 'x', 7, [], second]],
	])('are found in %s', (_, body) => {
		expect(extractRecords(body)).toEqual([first, second]);
	});

	it.each([
		['alone', withMessages],
		['alone in a list', [withMessages]],
		['in the envelope', { ...status, chat: withMessages }],
		['merged into the envelope', { ...status, ...withMessages }],
		['in a list in the envelope', { ...status, chats: [withMessages] }],
	])('are a single record %s, not its messages', (_, body) => {
		expect(extractRecords(body)).toEqual([withMessages]);
	});

	it.each([
		['alone', { id: 'w1' }],
		['in the envelope', { ...status, webhook: { id: 'w1' } }],
		['merged into the envelope', { ...status, id: 'w1' }],
	])('are what the service returns for a new webhook %s', (_, body) => {
		expect(extractRecords(body)).toEqual([{ id: 'w1' }]);
	});

	it('may contain lists of their own, empty or of words', () => {
		const record = { ...first, visitorParams: [], tags: ['vip'] };
		expect(extractRecords(record)).toEqual([record]);
		expect(extractRecords({ ...status, chats: [record] })).toEqual([record]);
		expect(extractRecords({ ...status, ...record })).toEqual([record]);
	});

	it.each([
		['nothing matched and the list is left out', status],
		['the list is empty', { ...status, chats: [] }],
		['the list is null', { ...status, chats: null }],
		[
			'the list is empty and the account is beside it',
			{ ...status, account: { id: 'a' }, chats: [] },
		],
		['a list inside an object is empty', { ...status, data: { chats: [] } }],
		['a bare list is empty', []],
		['a list contains no records', { ...status, chats: [null, 'x', 7] }],
		['the response is an empty object', {}],
		['the response is null', null],
		['the response is undefined', undefined],
		['the response is text', '<html></html>'],
		['the response is a number', 7],
		['the response is true', true],
	])('are not found if %s', (_, body) => {
		expect(extractRecords(body)).toEqual([]);
	});

	it('are plain objects, and extracting them never throws, whatever the JSON', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 6 }), (body) => {
				for (const record of extractRecords(body)) {
					expect(typeof record).toBe('object');
					expect(record).not.toBeNull();
					expect(Array.isArray(record)).toBe(false);
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('are all extracted, unchanged and in order, whatever the name of the list', () => {
		const record = fc
			.tuple(fc.uuid(), fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })))
			.map(([id, fields]) => ({ ...fields, id }));
		const name = fc
			.oneof(
				fc.constantFrom('chats', 'apps', 'contacts', 'data', 'messages', 'missedChats'),
				fc.string(),
			)
			.filter((key) => !['id', 'apiStatus', '__proto__'].includes(key));
		fc.assert(
			fc.property(fc.array(record), name, fc.boolean(), (records, key, hasStatus) => {
				expect(extractRecords({ ...(hasStatus && status), [key]: records })).toEqual(records);
			}),
		);
	});
});
