/** Fictional people. Names are `[as written, as in an email address]`. */

export type Language = 'en' | 'de' | 'fr' | 'es' | 'ja';

type Name = readonly [written: string, latin: string];

interface People {
	first: readonly Name[];
	last: readonly Name[];
	/** Phone numbers reserved for fiction; `#` stands for a digit. */
	phones: readonly string[];
	locations: readonly string[];
}

export const PEOPLE: Record<Language, People> = {
	en: {
		first: [
			['Olivia', 'olivia'],
			['Liam', 'liam'],
			['Ava', 'ava'],
			['Zoë', 'zoe'],
			['Seán', 'sean'],
			['Robert "Bob"', 'bob'],
			['Priya', 'priya'],
			['Kwame', 'kwame'],
			['Grace', 'grace'],
			['Mary-Jane', 'maryjane'],
		],
		last: [
			['Carter', 'carter'],
			["O'Brien", 'obrien'],
			['Núñez', 'nunez'],
			['Patel', 'patel'],
			['Okafor', 'okafor'],
			['Lee, Jr.', 'lee'],
			['van der Berg', 'vanderberg'],
			['Smith & Sons', 'smith'],
			['McAllister', 'mcallister'],
			['Whitfield', 'whitfield'],
		],
		phones: ['+1 212-555-01##', '+1 (415) 555-01##', '+44 20 7946 0###'],
		locations: ['New York, NY, US', 'San José, CA, US', 'Montréal, QC, CA', 'Leeds, GB'],
	},
	de: {
		first: [
			['Jürgen', 'juergen'],
			['Änne', 'aenne'],
			['Björn', 'bjoern'],
			['Łukasz', 'lukasz'],
			['Käthe', 'kaethe'],
		],
		last: [
			['Müller-Lüdenscheidt', 'mueller'],
			['Weiß', 'weiss'],
			['Schröder', 'schroeder'],
			['von der Höhe', 'vonderhoehe'],
			['Wójcik', 'wojcik'],
		],
		phones: ['+49 30 23125###', '+49 40 66969###'],
		locations: ['Köln, DE', 'Zürich, CH', 'Wien, AT', 'Łódź, PL'],
	},
	fr: {
		first: [
			['François', 'francois'],
			['Anaïs', 'anais'],
			['Maëlle', 'maelle'],
			['Théo', 'theo'],
		],
		last: [
			['Lefèvre', 'lefevre'],
			["D'Aubigné", 'daubigne'],
			['Noël', 'noel'],
			['Gonçalves', 'goncalves'],
		],
		phones: ['+33 1 99 00 ## ##', '+33 2 61 91 ## ##'],
		locations: ['Orléans, FR', 'Liège, BE', 'Genève, CH'],
	},
	es: {
		first: [
			['Inés', 'ines'],
			['Íñigo', 'inigo'],
			['Begoña', 'begona'],
			['José María', 'josemaria'],
		],
		last: [
			['García Ibáñez', 'garcia'],
			['Peña', 'pena'],
			['Muñoz', 'munoz'],
			['Yáñez', 'yanez'],
		],
		phones: ['+1 305-555-01##'],
		locations: ['Cádiz, ES', 'Málaga, ES', 'Bogotá, CO'],
	},
	ja: {
		first: [
			['花子', 'hanako'],
			['一郎', 'ichiro'],
			['さくら', 'sakura'],
			['健太', 'kenta'],
			['結衣', 'yui'],
		],
		last: [
			['佐藤', 'sato'],
			['鈴木', 'suzuki'],
			['髙橋', 'takahashi'],
			['渡邉', 'watanabe'],
			['小林', 'kobayashi'],
		],
		phones: ['+1 808-555-01##'],
		locations: ['東京都, JP', '大阪府, JP', '札幌市, JP'],
	},
};

export const AGENTS = [
	{ name: 'Dana Whitaker', email: 'dana@example.com' },
	{ name: 'Tomás Rivera', email: 'tomas@example.com' },
	{ name: 'Aiko Tanaka (田中)', email: 'aiko@example.com' },
	{ name: 'Léa Fournier', email: 'lea@example.com' },
	{ name: 'Sam "SJ" Johnson', email: 'sam@example.com' },
] as const;
