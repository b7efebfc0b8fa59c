// @ts-check
/** @import { ShownChat, ShownDelivery, ShownRequest, ShownWebhook } from '../control/view.mts' */

import { byId, element, fill, time } from './dom.js';
import { isSuccess, perform } from './visitor.js';

/** @param {ShownChat[]} chats */
export function showOpenChats(chats) {
	const section = byId('open-chats');
	const hadFocus = section.contains(document.activeElement);
	showList(section, 'ul', chats, openChat);
	// After ending a chat by keyboard, the focus continues here, not at the top of the page.
	if (hadFocus && document.activeElement === document.body) byId('open-chats-heading').focus();
}

/** @param {ShownChat} chat */
function openChat({ id, widget, visitor, startedAt }) {
	const end = element(
		'button',
		{ type: 'button' },
		'End chat',
		element('span', { class: 'unseen' }, ` of ${visitor}`),
	);
	end.addEventListener('click', () => {
		void perform(end, { type: 'endChat', chatId: id }, `Chat ended and archived on ${widget}`);
	});
	const text = element(
		'span',
		{},
		element('b', {}, visitor),
		` on ${widget}, open since `,
		time(startedAt),
	);
	return element('li', {}, text, ' ', end);
}

/** @param {ShownDelivery[]} deliveries */
export function showDeliveries(deliveries) {
	showList(byId('deliveries'), 'table', deliveries, delivery);
}

/** @param {ShownDelivery} shown */
function delivery(shown) {
	const { number, at, event, widget, status, response, error, ms } = shown;
	const details = element(
		'tr',
		{ role: 'row', id: `delivery-${number}`, class: 'details', hidden: '' },
		element('td', { role: 'cell', colspan: 7 }, deliveryDetails(shown)),
	);
	return element(
		'tbody',
		{ role: 'rowgroup' },
		row(
			['Time', time(at)],
			['Event', event],
			['Widget', widget],
			['Status', verdict(status, 'No response')],
			['Response', element('span', { class: 'excerpt' }, error ?? (response || '(empty)'))],
			['Duration', `${ms} ms`],
			['Details', unfold(details, `${event}, delivery ${number}`)],
		),
		details,
	);
}

/** @param {ShownDelivery} shown */
function deliveryDetails({ targetUrl, webhookId, body, status, response }) {
	return element(
		'dl',
		{},
		element('dt', {}, 'Target URL'),
		element('dd', {}, element('code', {}, targetUrl)),
		element('dt', {}, 'Webhook ID'),
		element('dd', {}, element('code', {}, webhookId)),
		element('dt', {}, 'Request body'),
		element('dd', {}, block(body, 'Request body')),
		...(status === null
			? []
			: [
					element('dt', {}, 'Response body'),
					element('dd', {}, response ? block(response, 'Response body') : '(empty)'),
				]),
	);
}

/**
 * Scrolls when long, also by keyboard.
 * @param {string} text
 * @param {string} label
 */
const block = (text, label) =>
	element('pre', { tabindex: 0, role: 'group', 'aria-label': label }, text);

/**
 * @param {Element} details
 * @param {string} what
 */
function unfold(details, what) {
	const button = element(
		'button',
		{ type: 'button', 'aria-expanded': 'false', 'aria-controls': details.id },
		'Body',
		element('span', { class: 'unseen' }, ` of ${what}`),
	);
	button.addEventListener('click', () => {
		const isOpen = button.getAttribute('aria-expanded') === 'true';
		button.setAttribute('aria-expanded', String(!isOpen));
		details.toggleAttribute('hidden', isOpen);
	});
	return button;
}

/** @type {Set<string> | undefined} */
let knownWebhooks;

/** @param {ShownWebhook[]} webhooks */
export function showWebhooks(webhooks) {
	showList(byId('webhooks'), 'tbody', webhooks, ({ id, widget, event, targetUrl }) =>
		row(
			['Widget', widget],
			['Event', event],
			['Target URL', element('code', {}, targetUrl)],
			['Webhook ID', element('code', {}, id)],
		),
	);
	const ids = new Set(webhooks.map(({ id }) => id));
	if (knownWebhooks) tellRegistrations(knownWebhooks, ids);
	knownWebhooks = ids;
}

/**
 * @param {Set<string>} before
 * @param {Set<string>} after
 */
function tellRegistrations(before, after) {
	const added = [...after].filter((id) => !before.has(id)).length;
	const removed = [...before].filter((id) => !after.has(id)).length;
	if (added + removed === 0) return;
	const texts = [added && `${added} registered`, removed && `${removed} removed`].filter(Boolean);
	byId('registrations').textContent = `Just now: ${texts.join(', ')}.`;
}

/** @param {ShownRequest[]} requests */
export function showRequests(requests) {
	showList(byId('requests'), 'tbody', requests, ({ at, method, target, status, fault, ms }) =>
		row(
			['Time', time(at)],
			['Request', element('code', {}, `${method} ${target}`)],
			[
				'Status',
				element(
					'span',
					{},
					ms === null ? 'Waiting' : verdict(status, 'No response'),
					fault ? ` (fault: ${fault})` : '',
				),
			],
			['Duration', ms === null ? '…' : `${ms} ms`],
		),
	);
}

/**
 * @template T
 * @param {Element} section
 * @param {'ul' | 'table' | 'tbody'} container
 * @param {T[]} items
 * @param {(item: T) => Element} create
 */
function showList(section, container, items, create) {
	const list = section.querySelector(container);
	if (list) fill(list, items, create);
	section.querySelector('.empty')?.toggleAttribute('hidden', items.length > 0);
	section.querySelector('.filled')?.toggleAttribute('hidden', items.length === 0);
}

/**
 * Explicit roles: on narrow screens, a table is laid out as blocks and would lose them.
 * @param {Array<[label: string, content: Node | string]>} cells
 */
const row = (...cells) =>
	element(
		'tr',
		{ role: 'row' },
		...cells.map(([label, content]) =>
			element('td', { role: 'cell', 'data-label': label }, content),
		),
	);

/**
 * Shows the status as text, a symbol, and a color.
 * @param {number | null} status
 * @param {string} otherwise
 */
function verdict(status, otherwise) {
	const kind = isSuccess(status) ? 'good' : 'bad';
	return element('span', { class: `verdict ${kind}` }, String(status ?? otherwise));
}
