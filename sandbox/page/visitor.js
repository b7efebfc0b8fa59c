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
		const does = DEEDS[button.dataset.action ?? ''];
		if (!does) throw new Error(`The page has no action ${button.dataset.action}`);
		button.addEventListener('click', () => {
			void perform(button, does.action(), `${does.done} on ${widget.selectedOptions[0]?.label}`);
		});
	}
}

/** @type {Record<string, { done: string, action: () => Action }>} */
const DEEDS = {
	openChat: {
		done: 'Chat started',
		action: () => ({ ...visit(), type: 'chat', open: true, lines: lines() }),
	},
	chat: {
		done: 'Chat held and archived',
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

/** What the visitor writes, and an answer of the agent; something made up when that is nothing. */
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
 * Does it once, however often the button is pressed meanwhile, and says what came of it.
 * @param {Element} button
 * @param {Action} action
 * @param {string} done
 */
export async function perform(button, action, done) {
	if (button.getAttribute('aria-disabled') === 'true') return;
	button.setAttribute('aria-disabled', 'true');
	tell('Waiting for the answers of webhooks …');
	try {
		tell(`${done}. ${consequence(await act(action))}`);
	} catch (error) {
		tell(`That did not work: ${error instanceof Error ? error.message : error}`);
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
		throw new Error('the sandbox does not answer.');
	});
	const result = await response.json();
	if (!response.ok) throw new Error(result.error);
	return result;
}

/** @param {ActionResult} result */
function consequence({ archived, deliveries }) {
	if (!archived) return 'It is open; webhooks are called once it has ended.';
	const [first] = deliveries;
	if (!first) return 'No webhook is registered for that on this widget.';
	const failed = deliveries.filter(({ status }) => !isSuccess(status)).length;
	if (deliveries.length > 1) {
		return failed === 0
			? `${deliveries.length} webhooks called, all answered.`
			: `${deliveries.length} webhooks called, ${failed} failed.`;
	}
	const how = first.status === null ? 'it did not answer' : `it answered ${first.status}`;
	return `1 webhook called, ${how}.`;
}

/** @param {number | null} status */
export const isSuccess = (status) => status !== null && status >= 200 && status < 300;

/** @param {string} text */
function tell(text) {
	byId('news').textContent = text;
}
