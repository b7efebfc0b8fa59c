// @ts-check
/** @import { View } from '../control/view.mts' */

import { byId } from './dom.js';

/** @param {View} view */
export function showSignIn({ baseUrl, token, accountId }) {
	byId('base-url').textContent = baseUrl;
	byId('token').textContent = token;
	byId('account-id').textContent = accountId;
}

export function offerCopies() {
	for (const button of byId('sign-in').querySelectorAll('button')) {
		const id = button.dataset.copy ?? '';
		button.addEventListener('click', () => void copy(byId(id), byId(`${id}-label`)));
	}
}

/**
 * @param {HTMLElement} value
 * @param {HTMLElement} label
 */
async function copy(value, label) {
	try {
		await navigator.clipboard.writeText(value.textContent ?? '');
		byId('copied').textContent = `${label.textContent} copied.`;
	} catch {
		getSelection()?.selectAllChildren(value);
		byId('copied').textContent = `${label.textContent} selected: press Ctrl+C or ⌘C to copy.`;
	}
}
