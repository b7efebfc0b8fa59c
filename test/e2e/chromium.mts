import { type Browser, chromium } from 'playwright-core';

const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Starts the installed Chromium, without its own requests to the internet. */
export const launchChromium = async (...flags: string[]): Promise<Browser> =>
	await chromium.launch({ executablePath: '/usr/bin/chromium', args: [...FLAGS, ...flags] });
