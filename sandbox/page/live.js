// @ts-check
/** @import { View } from '../control/view.mts' */

import { byId } from './dom.js';

/** For when the browser has stopped reconnecting. */
const RETRY_MS = 2000;

/**
 * Calls `show` with the whole view now and after every change, and shows whether the connection is up.
 * @param {(view: View) => void} show
 */
export function follow(show) {
	const source = new EventSource('/sandbox/events');
	source.addEventListener('message', ({ data }) => {
		show(JSON.parse(data));
		tell('live', 'Live');
	});
	source.addEventListener('error', () => {
		tell('lost', 'The sandbox is not responding. Trying again…');
		if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(show), RETRY_MS);
	});
}

/**
 * @param {'live' | 'lost'} state
 * @param {string} text
 */
function tell(state, text) {
	const connection = byId('connection');
	// Only written on a change, because screen readers announce every write.
	if (connection.dataset.state === state) return;
	connection.dataset.state = state;
	connection.textContent = text;
}
