import type { AccountState } from '../accountState.mts';
import { HttpError } from '../api/responses.mts';
import type { Scene } from '../data/chats.mts';
import { createRandom } from '../data/random.mts';
import { createVisitor, type Visitor } from '../data/visitors.mts';
import { WIDGETS } from '../data/website.mts';
import type { Action, ChatAction, DeleteChatAction, EndChatAction, Visit } from './actionTypes.mts';

export const secondsOf = ({ durationSeconds = 300 }: ChatAction): number => durationSeconds;

/** Returns the same scene on every call, with its random source reset. */
export function createScene(
	account: AccountState,
	action: Exclude<Action, EndChatAction | DeleteChatAction>,
): () => Scene {
	const { widgets } = account.data;
	const widget = widgets.find(({ id }) => id === (action.widgetId ?? widgets[0]?.id));
	if (!widget) throw new HttpError(404, `No widget has the ID ${action.widgetId ?? ''}`);

	const lastsSeconds = action.type === 'chat' && !action.open ? secondsOf(action) : 0;
	const started =
		action.startedAt === undefined
			? account.clock() - lastsSeconds * 1000
			: readMoment('startedAt', action.startedAt);
	// The service's dates have whole seconds.
	const at = Math.floor(started / 1000) * 1000;

	account.visits += 1;
	const chance = `${account.seed}:visit:${account.visits}`;
	const someone = createRandom(`${chance}:visitor`);
	const languages = WIDGETS.find(({ name }) => name === widget.name)?.languages ?? ['en'];
	const visitor = named(createVisitor(someone, someone.pick(languages)), action.visitor);
	const { accountId } = account;
	return () => ({ random: createRandom(chance), accountId, widget, visitor, at });
}

function named(visitor: Visitor, { id, name, email, phone }: Visit['visitor'] = {}): Visitor {
	const [firstName, ...rest] = name?.split(' ') ?? [];
	return {
		...visitor,
		...(id !== undefined && { id }),
		...(firstName !== undefined && { firstName, lastName: rest.join(' '), fullName: name }),
		...(email !== undefined && { email: email ?? '' }),
		...(phone !== undefined && { phone: phone ?? '' }),
	};
}

export function readMoment(name: string, iso: string): number {
	const at = Date.parse(iso);
	if (Number.isNaN(at)) throw new HttpError(400, `${name} is not a date: ${iso}`);
	return at;
}
