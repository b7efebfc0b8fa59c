import { CONVERSATIONS, REQUESTS } from './conversations.mts';
import { AGENTS } from './people.mts';
import type { Random } from './random.mts';
import { type Chat, type Contact, isoSeconds, type Message, type Widget } from './records.mts';
import { transcript } from '../api/transcript.mts';
import type { Visitor } from './visitors.mts';
import { PAGES, REFERRERS, TAGS } from './website.mts';

/** What every generated record depends on. */
export interface Scene {
	random: Random;
	accountId: string;
	widget: Widget;
	visitor: Visitor;
	/** Start, ms since 1970. */
	at: number;
}

/** One line of a conversation, before it has a time. */
export interface Line {
	from: 'visitor' | 'agent';
	body: string;
}

/** The service identifies agents by number, as text. */
const STAFF = AGENTS.map((agent, index) => ({ ...agent, id: String(1000 + index) }));

/** A record is stored about a second after its event. */
const storedAfterMs = (random: Random): number => random.integer(400, 1600);

/** An answered chat of `durationSeconds`; without `lines`, the conversation is generated. */
export function answeredChat(scene: Scene, durationSeconds: number, lines?: Line[]): Chat {
	const { random, visitor, at } = scene;
	const agent = random.pick(STAFF);
	const said = lines ?? conversation(scene);
	const stepMs = (durationSeconds * 1000) / said.length;
	const messages = said.map(
		({ from, body }, index): Message => ({
			body,
			nickname: from === 'agent' ? agent.name : visitor.fullName,
			timestamp: Math.round(at + index * stepMs),
			type: from === 'agent' ? 'messageToVisitor' : 'messageToAgent',
		}),
	);
	return {
		...about(scene, 'Answered', durationSeconds),
		agentId: agent.id,
		agentName: agent.name,
		agentEmail: agent.email,
		duration: durationSeconds,
		...transcript(messages),
	};
}

/** A chat that no agent answered: one line from the visitor, one from the widget. */
export function missedChat(scene: Scene, body = request(scene)): Chat {
	const { visitor, at } = scene;
	return {
		...about(scene, 'Missed'),
		agentId: '',
		agentName: '',
		agentEmail: '',
		duration: 0,
		...transcript([
			{ body, nickname: visitor.fullName, timestamp: at, type: 'messageToAgent' },
			{
				body: 'Nobody is available right now. Please leave a message.',
				nickname: scene.widget.name,
				timestamp: at + 60_000,
				type: 'messageToVisitor',
			},
		]),
	};
}

/** A message left while no agent was online. */
export function offlineMessage(scene: Scene, body = request(scene)): Chat {
	const { visitor, at } = scene;
	return {
		...about(scene, 'Offline Message'),
		...transcript([{ body, nickname: visitor.fullName, timestamp: at, type: 'messageToAgent' }]),
	};
}

/** A visitor who left an email address. */
export function lead({ random, widget, visitor, at }: Scene): Contact {
	return {
		id: random.id(at + storedAfterMs(random)),
		appId: widget.id,
		appName: widget.name,
		firstName: visitor.firstName,
		lastName: visitor.lastName,
		email: visitor.email,
		phone: visitor.phone,
		group: visitor.group,
		page: random.pick(PAGES),
		addDate: isoSeconds(at),
	};
}

/** No tag, one or two. */
export function someTags(random: Random): string[] {
	if (random.chance(0.55)) return [];
	return [...new Set([random.pick(TAGS), random.pick(TAGS)])];
}

function about(
	{ random, accountId, widget, visitor, at }: Scene,
	chatType: Chat['chatType'],
	durationSeconds = 0,
): Chat {
	const seats = random.integer(1, 80);
	const referrer = random.pick(REFERRERS);
	return {
		id: random.id(at + durationSeconds * 1000 + storedAfterMs(random)),
		chatType,
		accountId,
		appId: widget.id,
		visitorId: visitor.id,
		visitorName: visitor.firstName,
		visitorFullName: visitor.fullName,
		visitorEmail: visitor.email,
		visitorPhone: visitor.phone,
		startDate: isoSeconds(at),
		visits: random.integer(1, 20),
		page: random.pick(PAGES),
		// Missing rather than empty: either can happen to any field.
		...(random.chance(0.8) && { referrer }),
		ip: visitor.ip,
		location: visitor.location,
		userAgent: visitor.userAgent,
		visitorCustom1: random.pick(['Free', 'Team', 'Enterprise', '']),
		visitorCustom2: random.chance(0.3) ? `Cart: €${seats},00; "gift wrap"` : '',
		visitorCustom3: '',
		visitorCustom4: '',
		visitorCustom5: '',
		visitorCustom6: '',
		visitorParams: random.chance(0.5) ? `plan=team&seats=${seats}` : '',
	};
}

const conversation = (scene: Scene): Line[] =>
	scene.random
		.pick(CONVERSATIONS[scene.visitor.language])
		.map((line) => filledIn(scene, line))
		.map((line) =>
			line.startsWith('>')
				? { from: 'agent', body: line.slice(1) }
				: { from: 'visitor', body: line },
		);

const request = (scene: Scene): string =>
	filledIn(scene, scene.random.pick(REQUESTS[scene.visitor.language]));

function filledIn({ visitor, at }: Scene, line: string): string {
	const { language, firstName, lastName } = visitor;
	return line
		.replaceAll('{name}', language === 'ja' ? lastName : firstName)
		.replaceAll('{order}', `#${String(at / 1000).slice(-6)}`);
}
