import { sublimeSearch } from '@n8n/utils/search/sublime-search';
import { describe, expect, it } from 'vitest';

import { nodes } from './support/descriptions';
import { readJson } from './support/sources.mts';

/** What people type who look for a live chat in n8n's list of nodes. */
const WORDS = [
	'chat transcript',
	'transcript',
	'helpdesk',
	'help desk',
	'customer support',
	'support',
	'live chat',
	'live support',
	'chats',
	'visitors',
	'leads',
	'contacts',
	'lead capture',
];

const shelf = nodes.map(([name, { description }]) => ({
	name,
	displayName: description.displayName,
	codex: readJson(`nodes/SocialIntents/${name}.node.json`) as { alias: string[] },
}));

/** n8n's own search, with the weights that its list of nodes gives to names and aliases. */
const search = (typed: string) =>
	sublimeSearch(typed, shelf, [
		{ key: 'displayName', weight: 1.3 },
		{ key: 'codex.alias', weight: 1 },
	]).map(({ item }) => item.name);

describe("the search of n8n's node panel", () => {
	it.each(WORDS)('finds all three nodes by "%s"', (word) => {
		expect(search(word).sort()).toEqual(shelf.map(({ name }) => name).sort());
	});

	it('finds no node by an unrelated word', () => {
		expect(search('spreadsheet')).toEqual([]);
	});

	it('lists each alias once', () => {
		for (const { codex } of shelf) expect(new Set(codex.alias).size).toBe(codex.alias.length);
	});
});
