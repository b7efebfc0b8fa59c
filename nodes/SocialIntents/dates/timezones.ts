import { IANAZone } from 'luxon';

/**
 * Current names that Node's list lacks: it has UTC under no name, and of renamed zones the old name
 * (Asia/Calcutta), which depends on its version.
 */
const MISSING_NAMES = [
	'Africa/Asmara',
	'America/Argentina/Buenos_Aires',
	'America/Argentina/Catamarca',
	'America/Argentina/Cordoba',
	'America/Argentina/Jujuy',
	'America/Argentina/Mendoza',
	'America/Atikokan',
	'America/Indiana/Indianapolis',
	'America/Kentucky/Louisville',
	'America/Nuuk',
	'Asia/Ho_Chi_Minh',
	'Asia/Kathmandu',
	'Asia/Kolkata',
	'Asia/Yangon',
	'Atlantic/Faroe',
	'Europe/Kyiv',
	'Pacific/Chuuk',
	'Pacific/Kanton',
	'Pacific/Pohnpei',
	'UTC',
];

/** Whether the name is an IANA time zone such as `America/New_York`. */
export function isTimezone(name: string): boolean {
	// luxon's isValidZone takes 0.1 ms each time; this remembers the zones it has seen.
	return /^[a-z]/i.test(name) && IANAZone.create(name).isValid;
}

/** The names of three letters that mean what people expect of them. */
const CLEAR_ABBREVIATIONS = ['CET', 'EET', 'GMT', 'MET', 'PRC', 'ROC', 'ROK', 'UCT', 'UTC', 'WET'];

/**
 * Whether a name is an abbreviation that does not mean what people think: BST is read as Bangladesh's time,
 * EST as five hours behind UTC in summer too.
 */
export const isMisleading = (name: string): boolean =>
	/^[a-z]{3}$/i.test(name) && !CLEAR_ABBREVIATIONS.includes(name.toUpperCase());

/** The IANA names of all time zones, by name. */
export function timezoneNames(): string[] {
	const names = new Set([...Intl.supportedValuesOf('timeZone'), ...MISSING_NAMES]);
	return [...names].filter((name) => isTimezone(name) && !isMisleading(name)).sort();
}
