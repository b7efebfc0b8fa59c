import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
	DEFAULT_BASE_URL,
	isLoopbackUrl,
	normalizeBaseUrl,
} from '../../../nodes/SocialIntents/api/baseUrl';
import { AVOIDED_WORDS } from '../support/outcome';

const corrected = (given: unknown) => {
	const result = normalizeBaseUrl(given);
	return 'url' in result ? result.url : expect.fail(result.problem);
};

describe('the Base URL', () => {
	it('defaults to the documented one', () => {
		expect(DEFAULT_BASE_URL).toBe('https://www.socialintents.com/v1/api');
		for (const given of [null, undefined]) expect(corrected(given)).toBe(DEFAULT_BASE_URL);
	});

	it.each([[''], ['  '], [7], [{}]])('is reported as empty if it is %j', (given) => {
		expect(normalizeBaseUrl(given)).toEqual({
			problem: "'Base URL' is empty",
			help: `Enter ${DEFAULT_BASE_URL} unless Social Intents gave you a different address.`,
		});
	});

	it.each([
		'https://www.socialintents.com/v1/api',
		' https://www.socialintents.com/v1/api/ ',
		'https://www.socialintents.com/v1/api//',
		'https://www.socialintents.com',
		'https://www.socialintents.com/',
		'https://www.socialintents.com/v1',
		'https://www.socialintents.com/v1/',
		'https://www.socialintents.com/api',
		'https://www.socialintents.com/v1/api/v1/api',
		'https://www.socialintents.com//v1//api',
		'https://www.socialintents.com/V1/API',
		'https://www.socialintents.com/v1/api/chats',
		'https://www.socialintents.com/v1/api/apps/w1/webhook?x=1#top',
		'HTTPS://WWW.SocialIntents.com/v1/api',
		'www.socialintents.com',
		'www.socialintents.com/v1/api',
		'https://www.socialintents.com:443/v1/api',
	])('is corrected from %j to the documented one', (given) => {
		expect(corrected(given)).toBe(DEFAULT_BASE_URL);
	});

	it.each([
		['https://api.socialintents.com/v1/api', 'https://api.socialintents.com/v1/api'],
		[
			'https://proxy.example.com:8443/social/v1/api/',
			'https://proxy.example.com:8443/social/v1/api',
		],
		['https://proxy.example.com/social', 'https://proxy.example.com/social/v1/api'],
		['https://proxy.example.com/api/v1/api', 'https://proxy.example.com/api/v1/api'],
		['https://proxy.example.com/v1/apis/v1/api', 'https://proxy.example.com/v1/apis/v1/api'],
		['http://localhost:4010', 'http://localhost:4010/v1/api'],
		['http://127.0.0.1:4010/v1/api', 'http://127.0.0.1:4010/v1/api'],
		['http://[::1]:4010', 'http://[::1]:4010/v1/api'],
	])('is corrected from %s to %s', (given, url) => {
		expect(corrected(given)).toBe(url);
	});

	it.each([
		['http://www.socialintents.com/v1/api', 'must begin with https://'],
		['http://localhost.example.com/v1/api', 'must begin with https://'],
		['http://127.0.0.1.example.com', 'must begin with https://'],
		['http://10.0.0.5:4010', 'must begin with https://'],
		['ftp://www.socialintents.com', 'must begin with https://'],
		['file:///etc/passwd', 'must begin with https://'],
		['https://user:secret@www.socialintents.com', 'must not contain a user name or password'],
		['https://user@www.socialintents.com', 'must not contain a user name or password'],
		['http://', 'is not a web address'],
		['not an address', 'is not a web address'],
		['https://a b', 'is not a web address'],
		['javascript:alert(1)', 'is not a web address'],
		['nonsense', 'is not a web address'],
	])('is rejected if it is %j, because it %s', (given, reason) => {
		const result = normalizeBaseUrl(given);
		if (!('problem' in result)) return expect.fail(`corrected to ${result.url}`);
		const { problem, help } = result;
		expect(problem).toBe(`'Base URL' ${reason}`);
		expect(help).toContain(DEFAULT_BASE_URL);
		expect(problem).not.toContain('secret');
		expect(problem).not.toMatch(AVOIDED_WORDS);
	});

	it('never leads to a host named after its scheme if a slash is missing', () => {
		for (const given of [
			'https:/www.socialintents.com/v1/api',
			'https:www.socialintents.com',
			'http:/www.socialintents.com',
		]) {
			const result = normalizeBaseUrl(given);
			expect('url' in result ? result.url : DEFAULT_BASE_URL, given).toBe(DEFAULT_BASE_URL);
		}
	});

	it('is safe once corrected, ends in /v1/api, and does not change when corrected again', () => {
		const segment = fc.constantFrom(
			'v1',
			'api',
			'V1',
			'API',
			'apis',
			'social',
			'chats',
			'',
			'v1/api',
		);
		const path = fc.array(segment, { maxLength: 6 }).map((segments) => segments.join('/'));
		const host = fc.constantFrom(
			'www.socialintents.com',
			'localhost:4010',
			'127.0.0.1',
			'[::1]:1',
			'Proxy.Example.com',
		);
		const scheme = fc.constantFrom('https://', 'http://', '', 'HTTPS://');
		const written = fc
			.tuple(scheme, host, path)
			.map(([before, name, after]) => `${before}${name}/${after}`);
		fc.assert(
			fc.property(
				fc.oneof(
					written,
					fc.webUrl({ withFragments: true, withQueryParameters: true }),
					fc.string(),
				),
				(given) => {
					const result = normalizeBaseUrl(given);
					if ('problem' in result) return;
					expect(result.url).toMatch(
						/^(https:\/\/[^/?#@]+|http:\/\/(localhost|127\.[\d.]+|\[::1\])(:\d+)?)(\/[^?#]*)?\/v1\/api$/,
					);
					expect(normalizeBaseUrl(result.url)).toEqual(result);
				},
			),
			{
				numRuns: 200,
				examples: [['https://proxy.example.com/api/v1'], ['https://proxy.example.com/v1/v1']],
			},
		);
	});
});

describe('a loopback address', () => {
	it.each([
		'http://localhost:5678/x',
		'https://127.0.0.1',
		'http://127.8.9.1:1',
		'http://[::1]:1/',
	])('includes %s', (url) => {
		expect(isLoopbackUrl(url)).toBe(true);
	});

	it.each([
		'https://www.socialintents.com',
		'http://10.0.0.1',
		'http://localhost.example.com',
		'http://127.0.0.1.example.com',
		'localhost',
		'',
	])('does not include %j', (url) => {
		expect(isLoopbackUrl(url)).toBe(false);
	});
});
