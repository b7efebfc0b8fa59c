import { Scene, type Happening, type ListPath, type Trouble, type SceneOptions } from './scene';

export const NOW = '2025-06-10T12:00:00Z';
export const MINUTE_MS = 60_000;

let happenings = 0;

/** Something that ends now. */
export function happen(scene: Scene, more: Partial<Happening> = {}): string {
	const key = more.key ?? `h${++happenings}`;
	const start = Math.floor(scene.now / 1000) * 1000;
	scene.service.add({ key, path: '/chats', start, arrival: scene.now, ...more });
	return key;
}

export const sceneOf = (parameters: SceneOptions['parameters'] = {}, more: SceneOptions = {}) =>
	new Scene({ now: NOW, parameters, ...more });

/** A scene with the workflow published, some minutes ago. */
export async function publishedScene(
	parameters: SceneOptions['parameters'] = {},
	more: SceneOptions = {},
) {
	const scene = sceneOf(parameters, more);
	await scene.activate();
	scene.wait(10 * MINUTE_MS);
	return scene;
}

export async function tickAfter(scene: Scene, milliseconds = MINUTE_MS) {
	scene.wait(milliseconds);
	return await scene.tick();
}

export const all = (trouble: Trouble) => () => trouble;
export const only = (path: ListPath, trouble: Trouble) => (asked: ListPath) =>
	asked === path ? trouble : undefined;
export const requestsSince = (scene: Scene, count: number) =>
	scene.service.requests.slice(count).map(({ path, from, to }) => `${path} ${from} ${to}`);
export const warnings = ({ log }: Scene) => log.filter(({ level }) => level === 'warn');
