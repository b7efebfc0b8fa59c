import { type Language, PEOPLE } from './people.mts';
import type { Random } from './random.mts';
import { GROUPS, USER_AGENTS } from './website.mts';

/** A fictional person. Email domains, phone numbers, and addresses are reserved for examples. */
export interface Visitor {
	id: string;
	language: Language;
	firstName: string;
	lastName: string;
	fullName: string;
	/** Empty if the visitor gave none; the same applies to the other fields. */
	email: string;
	phone: string;
	ip: string;
	location: string;
	userAgent: string;
	group: string;
}

export function createVisitor(random: Random, language: Language): Visitor {
	const { first, last, phones, locations } = PEOPLE[language];
	const [firstName, firstLatin] = random.pick(first);
	const [lastName, lastLatin] = random.pick(last);
	const mailbox = `${firstLatin}.${lastLatin}${random.integer(1, 999)}`;
	const domain = random.pick(['example.com', 'example.org', 'Example.com']);
	return {
		id: random.uuid(),
		language,
		firstName,
		lastName,
		fullName: language === 'ja' ? `${lastName} ${firstName}` : `${firstName} ${lastName}`,
		email: random.chance(0.9) ? `${mailbox}@${domain}` : '',
		phone: random.chance(0.5) ? filled(random, random.pick(phones)) : '',
		ip: address(random),
		location: random.pick(locations),
		userAgent: random.pick(USER_AGENTS),
		group: random.chance(0.6) ? random.pick(GROUPS) : '',
	};
}

const filled = (random: Random, pattern: string): string =>
	pattern.replace(/#/g, () => String(random.integer(0, 9)));

/** IP blocks reserved for documentation by RFC 5737 and RFC 3849. */
const address = (random: Random): string =>
	random.chance(0.1)
		? `2001:db8::${random.integer(1, 65535).toString(16)}`
		: `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.integer(1, 254)}`;
