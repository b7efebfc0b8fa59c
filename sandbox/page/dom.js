// @ts-check

/** @param {string} id */
export function byId(id) {
	const node = document.getElementById(id);
	if (!node) throw new Error(`The page has no #${id}`);
	return node;
}

/**
 * Creates an element. Text is never parsed as markup.
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {Array<Node | string>} children
 */
export function element(tag, attributes = {}, ...children) {
	const node = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
	node.append(...children);
	return node;
}

/** @param {string} iso */
export function time(iso) {
	const date = new Date(iso);
	const isToday = date.toDateString() === new Date().toDateString();
	const shown = isToday ? date.toLocaleTimeString() : date.toLocaleString();
	return element('time', { datetime: iso }, shown);
}

/** What each container was last filled with. @type {WeakMap<Element, Map<string, Element>>} */
const filled = new WeakMap();

/**
 * Replaces the last children of `container` with those of `items`. Existing items keep their
 * element, and with it the focus and the expanded state.
 * @template T
 * @param {Element} container
 * @param {T[]} items all different
 * @param {(item: T) => Element} create
 */
export function fill(container, items, create) {
	const before = filled.get(container) ?? new Map();
	const after = new Map(
		items.map((item) => {
			const key = JSON.stringify(item);
			return [key, before.get(key) ?? create(item)];
		}),
	);
	const first = container.children.length - before.size;
	filled.set(container, after);
	for (const [key, node] of before) if (!after.has(key)) node.remove();
	[...after.values()].forEach((node, index) => {
		const there = container.children[first + index] ?? null;
		if (there !== node) container.insertBefore(node, there);
	});
}
