/** A fictional company's chat widgets, pages, and the browsers of its visitors. */

import type { Language } from './people.mts';

/** `busyFrom`: the UTC hour at which its busy period starts. */
export const WIDGETS = [
	{
		name: 'Main Website',
		timezone: 'America/New_York',
		busyFrom: 13,
		share: 10,
		languages: ['en', 'en', 'en', 'en', 'es'],
	},
	{
		name: 'Online Shop Europe',
		timezone: 'Europe/Berlin',
		busyFrom: 7,
		share: 6,
		languages: ['de', 'de', 'fr', 'es', 'en'],
	},
	{
		name: 'サポート Japan 🇯🇵',
		timezone: 'Asia/Tokyo',
		busyFrom: 0,
		share: 4,
		languages: ['ja', 'ja', 'ja', 'en'],
	},
	{
		name: 'Help Center, Billing & "VIP"',
		timezone: 'Australia/Sydney',
		busyFrom: 22,
		share: 3,
		languages: ['en'],
	},
] as const satisfies ReadonlyArray<{
	name: string;
	timezone: string;
	busyFrom: number;
	share: number;
	languages: readonly Language[];
}>;

export const PAGES = [
	'https://shop.example.com/',
	'https://shop.example.com/pricing?plan=team&utm_source=newsletter',
	'https://shop.example.com/products/caf%C3%A9-table',
	'https://shop.example.com/checkout#payment',
	'https://help.example.com/articles/returns',
	'https://help.example.com/contact',
] as const;

export const REFERRERS = [
	'https://www.example.org/search?q=live+chat',
	'https://news.example.org/spring-sale',
	'',
] as const;

export const USER_AGENTS = [
	'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
	'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
	'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
	'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
] as const;

export const TAGS = ['billing', 'returns', 'shipping', 'VIP', 'follow up', 'großkunde'] as const;
export const GROUPS = ['Sales', 'Support', 'Billing & Returns'] as const;
