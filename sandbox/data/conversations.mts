import type { Language } from './people.mts';

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
