// @ts-check
/** @import { Action, ActionResult } from '../control/actions.mts' */
/** @import { View } from '../control/view.mts' */

import { byId, element, fill } from './dom.js';

const widget = /** @type {HTMLSelectElement} */ (byId('widget'));

/** @param {View['widgets']} widgets */
export function showWidgets(widgets) {
	fill(widget, widgets, ({ id, name }) => element('option', { value: id }, name));
}

export function offerActions() {
	for (const button of byId('visitor').querySelectorAll('button')) {
		const does = ACTIONS[button.dataset.action ?? ''];
		if (!does) throw new Error(`The page has no action ${button.dataset.action}`);
		button.addEventListener('click', () => {
			void perform(button, does.action(), `${does.done} on ${widget.selectedOptions[0]?.label}`);
		});
	}
}

/** @type {Record<string, { done: string, action: () => Action }>} */
const ACTIONS = {
	openChat: {
		done: 'Chat started',
		action: () => ({ ...visit(), type: 'chat', open: true, lines: lines() }),
	},
	chat: {
		done: 'Chat completed and archived',
		action: () => ({ ...visit(), type: 'chat', lines: lines() }),
	},
	missedChat: {
		done: 'Chat missed',
		action: () => ({ ...visit(), type: 'missedChat', message: given('message') }),
	},
	offlineMessage: {
		done: 'Offline message left',
		action: () => ({ ...visit(), type: 'offlineMessage', message: given('message') }),
	},
	lead: { done: 'Lead captured', action: () => ({ ...visit(), type: 'lead' }) },
};

/** @param {string} id */
function given(id) {
	const field = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (byId(id));
	return field.value.trim() || undefined;
}

const visit = () => ({
	widgetId: widget.value,
	visitor: { name: given('name'), email: given('email') },
});

/** The visitor's message and an agent's reply; without a message, the sandbox generates a conversation. */
function lines() {
	const body = given('message');
	return body
		? [
				{ from: /** @type {const} */ ('visitor'), body },
				{ from: /** @type {const} */ ('agent'), body: 'Thank you, I will look into it.' },
			]
		: undefined;
}

/**
 * Runs the action once, even if the button is pressed again meanwhile, and reports the result.
 * @param {Element} button
 * @param {Action} action
 * @param {string} done
 */
export async function perform(button, action, done) {
	if (button.getAttribute('aria-disabled') === 'true') return;
	button.setAttribute('aria-disabled', 'true');
	tell('Waiting for webhook responses…');
	try {
		tell(`${done}. ${consequence(await act(action))}`);
	} catch (error) {
		tell(`Failed: ${error instanceof Error ? error.message : error}`);
	} finally {
		button.removeAttribute('aria-disabled');
	}
}

/**
 * @param {Action} action
 * @returns {Promise<ActionResult>}
 */
async function act(action) {
	const response = await fetch('/sandbox/act', {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(action),
	}).catch(() => {
		throw new Error('the sandbox is not responding.');
	});
	const result = await response.json();
	if (!response.ok) throw new Error(result.error);
	return result;
}

/** @param {ActionResult} result */
function consequence({ archived, deliveries }) {
	if (!archived) return 'Webhooks are called when it ends.';
	const [first] = deliveries;
	if (!first) return 'No webhook is registered for that event on this widget.';
	const failed = deliveries.filter(({ status }) => !isSuccess(status)).length;
	if (deliveries.length > 1) {
		return failed === 0
			? `${deliveries.length} webhooks called, all succeeded.`
			: `${deliveries.length} webhooks called, ${failed} failed.`;
	}
	const how = first.status === null ? 'no response' : `status ${first.status}`;
	return `1 webhook called: ${how}.`;
}

/** @param {number | null} status */
export const isSuccess = (status) => status !== null && status >= 200 && status < 300;

/** @param {string} text */
function tell(text) {
	byId('news').textContent = text;
}
