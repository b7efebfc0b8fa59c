import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
	unreachableError,
	unreachableReason,
} from '../../../../nodes/SocialIntents/trigger/webhook/address';

describe('the webhook address of this n8n', () => {
	it.each([
		'https://n8n.example.com/webhook/1',
		'https://8.8.8.8/webhook/1',
		'https://172.15.0.1/x',
		'https://172.32.0.1/x',
		'https://[2606:4700::1111]/x',
		'https://10.example.com/x',
		'https://127.example.com/x',
		'https://0.tunnel.example.com/x',
	])('is reachable: %s', (address) => {
		expect(unreachableReason(address)).toBeUndefined();
	});

	it.each([
		['http://n8n.example.com/webhook/1', 'https://'],
		['https://localhost:5678/webhook/1', 'localhost is not reachable from the internet'],
		['https://LOCALHOST/x', 'is not reachable from the internet'],
		['https://n8n.localhost/x', 'is not reachable from the internet'],
		['https://127.0.0.1/x', 'is not reachable from the internet'],
		['https://10.1.2.3/x', 'is not reachable from the internet'],
		['https://192.168.1.5/x', 'is not reachable from the internet'],
		['https://172.16.0.1/x', 'is not reachable from the internet'],
		['https://172.31.255.255/x', 'is not reachable from the internet'],
		['https://169.254.1.1/x', 'is not reachable from the internet'],
		['https://0.0.0.0/x', 'is not reachable from the internet'],
		['https://[::1]/x', 'is not reachable from the internet'],
		['https://[fe80::1]/x', 'is not reachable from the internet'],
		['https://[fd00::1]/x', 'is not reachable from the internet'],
		['https://[::ffff:10.0.0.1]/x', 'is not reachable from the internet'],
		['https://n8n/x', 'is not reachable from the internet'],
		['https://n8n.local/x', 'is not reachable from the internet'],
		['https://n8n.internal/x', 'is not reachable from the internet'],
		['', 'not a URL'],
		['n8n.example.com', 'not a URL'],
	])('is not reachable: %j', (address, reason) => {
		expect(unreachableReason(address)).toContain(reason);
	});

	it.each([
		'https://n8n.example.com./x',
		'https://[2001:4860:4860::8888]/x',
		'https://[3fff::1]/x',
		'https://100.63.0.1/x',
		'https://100.128.0.1/x',
		'https://192.169.0.1/x',
		'https://168.254.0.1/x',
		'https://local.example.com/x',
		'https://internal.example.com:8443/x',
		'https://mylocalhost.example/x',
	])('is reachable: %s', (address) => {
		expect(unreachableReason(address)).toBeUndefined();
	});

	it.each([
		'https://localhost./x',
		'https://n8n.internal./x',
		'https://host.docker.internal/x',
		'https://127.1/x',
		'https://0x7f000001/x',
		'https://2130706433/x',
		'https://10.1/x',
		'https://100.64.0.1/x',
		'https://100.127.255.255/x',
		'https://[::]/x',
		'https://[::ffff:127.0.0.1]/x',
		'https://[::ffff:8.8.8.8]/x',
		'https://[fc00::1]/x',
		'https://[fdff:ffff::1]/x',
		'https://[febf::1]/x',
		'https://[ff02::1]/x',
		'https://[20::1]/x',
		'https://user:password@localhost/x',
		'http://[::1]:5678/x',
	])('is not reachable: %s', (address) => {
		expect(unreachableReason(address)).toMatch(/ is not reachable from the internet$/);
	});

	it('must start with https', () => {
		for (const address of [
			'http://n8n.example.com/x',
			'ftp://n8n.example.com/x',
			'ws://n8n.example.com/',
		]) {
			expect(unreachableReason(address)).toBe('its address does not begin with https://');
		}
	});

	it('is judged without an exception, whatever it is', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.webUrl(),
					fc.ipV6().map((ip) => `https://[${ip}]/`),
				),
				(address) => {
					const reason = unreachableReason(address);
					expect(reason === undefined || reason.length > 10).toBe(true);
					if (reason === undefined) expect(new URL(address).protocol).toBe('https:');
				},
			),
		);
	});
});

describe('the advice for an address that cannot be reached', () => {
	it('names the variables of a published workflow in both major versions of n8n', () => {
		const { message } = unreachableError('localhost is not reachable from the internet', false);
		expect(message).toContain('N8N_WEBHOOK_URL (WEBHOOK_URL in older versions of n8n)');
		expect(message).toContain('Polling Trigger');
	});

	it('names the variables of a test listener, which WEBHOOK_URL does not change', () => {
		const { message, description } = unreachableError('n8n is not reachable', true);
		expect(message).toContain('the address of its editor');
		expect(message).toContain('N8N_WEBHOOK_URL (N8N_EDITOR_BASE_URL in older versions of n8n)');
		expect(description).toContain('If WEBHOOK_URL is set already');
	});
});
