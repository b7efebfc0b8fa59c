import { World, type Happening, type ListPath, type Trouble, type WorldOptions } from './world';

export const NOW = '2025-06-10T12:00:00Z';
export const MINUTE_MS = 60_000;

let happenings = 0;

/** Something that ends now. */
export function happen(world: World, more: Partial<Happening> = {}): string {
	const key = more.key ?? `h${++happenings}`;
	const start = Math.floor(world.now / 1000) * 1000;
	world.service.add({ key, path: '/chats', start, arrival: world.now, ...more });
	return key;
}

export const worldOf = (parameters: WorldOptions['parameters'] = {}, more: WorldOptions = {}) =>
	new World({ now: NOW, parameters, ...more });

/** A world with the workflow published, some minutes ago. */
export async function publishedWorld(
	parameters: WorldOptions['parameters'] = {},
	more: WorldOptions = {},
) {
	const world = worldOf(parameters, more);
	await world.activate();
	world.wait(10 * MINUTE_MS);
	return world;
}

export async function tickAfter(world: World, milliseconds = MINUTE_MS) {
	world.wait(milliseconds);
	return await world.tick();
}

export const all = (trouble: Trouble) => () => trouble;
export const only = (path: ListPath, trouble: Trouble) => (asked: ListPath) =>
	asked === path ? trouble : undefined;
export const askedSince = (world: World, count: number) =>
	world.service.requests.slice(count).map(({ path, from, to }) => `${path} ${from} ${to}`);
export const warnings = ({ log }: World) => log.filter(({ level }) => level === 'warn');
