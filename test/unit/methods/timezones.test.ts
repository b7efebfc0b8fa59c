import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { searchTimezones } from '../../../nodes/SocialIntents/methods/timezones';

const search = async (filter?: string) => {
	const { results } = await searchTimezones.call({} as ILoadOptionsFunctions, filter);
	return results.map(({ name, value }) => {
		expect(value).toBe(name);
		return name;
	});
};

describe("the list of 'Timezone'", () => {
	it.each(['UTC', 'Asia/Kolkata', 'Europe/Kyiv', 'America/New_York'])(
		'contains %s',
		async (name) => {
			expect(await search()).toContain(name);
		},
	);

	it.each([
		['new york', 'America/New_York'],
		[' NEW_YORK ', 'America/New_York'],
		['kolk', 'Asia/Kolkata'],
		['europe/ky', 'Europe/Kyiv'],
		['utc', 'UTC'],
	])('finds with the search "%s" the time zone %s', async (typed, name) => {
		expect(await search(typed)).toContain(name);
	});

	it('is empty if nothing matches', async () => {
		expect(await search('Mars')).toEqual([]);
	});
});
