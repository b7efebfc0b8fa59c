/** Fictional people, places, and conversations. Names are `[as written, as in an email address]`. */

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

/** Lines that start with `>` are the agent's. `{name}` and `{order}` are filled in. */
export const CONVERSATIONS: Record<Language, ReadonlyArray<readonly string[]>> = {
	en: [
		[
			'Hi! I ordered a desk lamp last week (order {order}) and it still says "processing". Is something wrong?',
			'>Hello {name}, thanks for reaching out. Let me look that up for you, one moment please.',
			'Sure, take your time.',
			'>Found it. The lamp was out of stock at our first warehouse, so it ships from the second one today.\nYou should see it at your door within 3 to 4 working days.',
			'Okay, that is later than I hoped. Will I get a tracking number?',
			'>Yes: the carrier e-mails it tonight. I have also taken the shipping fee off your bill, sorry for the wait.',
			'Oh, that is really kind. Thank you! 😊',
			'>My pleasure. Is there anything else that I can help with?',
			"No, that's all. Have a good one!",
			'>You too, {name}. Bye!',
		],
		[
			'Good morning, does the Team plan include single sign-on, or is that only in Enterprise?',
			'>Good morning! Single sign-on with SAML is part of Enterprise; Team has Google and Microsoft sign-in.',
			'We are 45 people, so Enterprise may be a bit much. Any discount for non-profits?',
			">There is: 30% on every plan, once we have seen proof of status. May I have the address of your organization's website?",
			'https://charity.example.org/about',
			'>Perfect. I will have a quote sent to you today with:\n- Team plan, 45 seats, yearly\n- 30% non-profit discount\n- onboarding call included',
			'Sounds great. Could you cc my colleague, finance@example.org?',
			'>Of course, done.',
			'Thanks a million 🙏',
		],
		[
			'I was charged twice for invoice {order}, $49.00 each, on the same day!!',
			'>I am sorry to hear that, {name}. I can see both charges. One of them is only a reservation that your bank drops by itself.',
			'My bank says that both are "posted", not "pending".',
			'>Then I will refund the second one right now. It takes 5-10 business days to show up, depending on the bank.',
			'Can I have that in writing please? My accountant, Mr. "Numbers" Brown, insists.',
			'>Certainly: a confirmation of the refund is on its way to your mailbox.',
			'Got it, thank you.',
			'>Thanks for your patience. I will also tell our payments team, so that it does not happen again.',
		],
		[
			'Hey, how do I put the chat button on only one page of our site?',
			'>Hi! Do you use a website builder, or do you edit the HTML yourself?',
			'HTML. I tried this: <script src="https://cdn.example.com/chat.js"></script> but it shows everywhere & I only want /contact',
			">That snippet sits in your shared footer, I think. Move it to the contact page's own template, and it will only load there.",
			'Let me try...',
			'It works! Is there a way to open it automatically after 30 seconds?',
			'>Yes, in the widget\'s settings under Proactive Chat. Set "Delay" to 30 and save.',
			'Found it. You are a lifesaver 🚀',
			'>Glad to help!',
		],
		[
			'The chair I received has a scratch on the left armrest. Photos are attached to my mail from yesterday. What are my options?',
			'>Hi {name}, I have your photos in front of me. I am sorry about that scratch.\nYou can choose:\n1. a new armrest, which you swap with the tool in the box\n2. a full replacement, we pick up the old chair\n3. keep it, and we refund 20%',
			'Option 1 seems easiest. How long would that take?',
			'>Two to three days. May I send it to the address of order {order}?',
			'Yes please.',
			'>Done. You get a message as soon as it leaves. Please tell us if the color does not match.',
			'Will do, thanks for the quick help.',
		],
		[
			'Do you deliver to Réunion, or any other French overseas territory?',
			'>We do! Delivery to Réunion takes 8 to 12 days, and customs fees may apply on arrival.',
			'How much would that be for two café tables?',
			'>About 74 EUR for both. For an exact price I need the weight: 2 x 18.5 kg = 37 kg... so 73.80 EUR.',
			'Hmm, OK. I will think about it and come back to you.',
			'>No rush at all. Your basket stays saved for 14 days.',
		],
	],
	de: [
		[
			'Guten Tag, meine Bestellung {order} ist beschädigt angekommen. Die Glasplatte hat einen Sprung.',
			'>Guten Tag {name}, das tut mir sehr leid. Ist die Verpackung noch vorhanden?',
			'Ja, den Karton habe ich aufgehoben. Muss ich das Paket selbst zur Post bringen?',
			'>Nein, der Fahrer holt es bei Ihnen ab. Passt Ihnen Donnerstag zwischen 8 und 12 Uhr?',
			'Donnerstag geht leider nicht, Freitag wäre möglich. Größere Pakete nimmt sonst auch meine Nachbarin, Frau Weiß, an.',
			'>Dann Freitag. Die neue Platte wird gleichzeitig geliefert, und Sie zahlen natürlich nichts.',
			'Wunderbar, vielen Dank für die schnelle Hilfe!',
			'>Sehr gern. Schönen Tag noch!',
		],
		[
			'Hallo, kann ich die Rechnung auf meine Firma umschreiben lassen? Mit USt-IdNr.',
			'>Hallo! Das geht bis zu 30 Tage nach dem Kauf. Wie lautet die Firmenanschrift?',
			'Höhe & Söhne GmbH\nÄußere Straße 5\n50667 Köln',
			'>Danke, ich habe die Rechnung {order} geändert. Sie kommt in wenigen Minuten per E-Mail.',
			'Ist angekommen. Perfekt 👍',
		],
	],
	fr: [
		[
			"Bonjour, je n'arrive pas à valider mon panier : le bouton « Payer » reste grisé.",
			'>Bonjour {name} ! Quel navigateur utilisez-vous, s’il vous plaît ?',
			"Firefox, à jour. J'ai déjà vidé le cache et réessayé trois fois…",
			'>Merci. Le code postal semble manquer dans l’adresse de livraison, pouvez-vous vérifier ?',
			"Ah oui, c'était ça ! Ça marche maintenant, commande {order} confirmée.",
			'>Parfait, merci de votre patience et à bientôt !',
		],
	],
	es: [
		[
			'¡Hola! ¿Tienen la mesa "Niña" en color roble? En la página sólo aparece en nogal.',
			'>¡Hola, {name}! Llega en roble la próxima semana. ¿Le aviso por correo cuando esté disponible?',
			'Sí, por favor. ¿Cuánto cuesta el envío a Cádiz?',
			'>El envío es gratuito a partir de 150 €; la mesa cuesta 189 €, así que no paga nada.',
			'¡Estupendo! Muchísimas gracias 😀',
			'>A usted. ¡Que tenga un buen día!',
		],
	],
	ja: [
		[
			'こんにちは。注文番号 {order} の配送状況を教えていただけますか？',
			'>{name}様、お問い合わせありがとうございます。確認いたしますので、少々お待ちください。',
			'よろしくお願いします。',
			'>お待たせいたしました。本日、倉庫から発送済みです。\n明日の午前中にお届けの予定です。',
			'時間指定を「18時〜20時」に変更できますか？',
			'>はい、変更いたしました。配送会社からメールが届きますのでご確認ください。',
			'ありがとうございます！とても助かりました 🙇‍♀️',
			'>またのご利用をお待ちしております。',
		],
		[
			'領収書を発行してください。宛名は「株式会社サンプル、総務部」でお願いします。',
			'>かしこまりました。PDFでよろしいでしょうか？',
			'はい、PDFで大丈夫です。',
			'>先ほどメールでお送りしました。ご確認をお願いいたします。',
			'届きました。ありがとうございました。',
		],
	],
};

/** What visitors write when no agent answers or is online. */
export const REQUESTS: Record<Language, readonly string[]> = {
	en: [
		'Hello? Is anybody there? I need help with order {order}.',
		'Please call me back about a quote for 120 chairs.\nAny time after 3pm works.\n\nThanks!',
		'Your site says "free returns", but the form asks me for $5.95; which one is right?',
	],
	de: ['Bitte um Rückruf wegen Auftrag {order}, möglichst noch heute. Schöne Grüße'],
	fr: ["Je souhaite annuler ma commande {order}, c'est urgent. Merci d'avance !"],
	es: ['¿Pueden enviarme el catálogo de otoño? ¡Gracias!'],
	ja: ['返品の方法を教えてください。注文番号は {order} です。よろしくお願いいたします。'],
};
