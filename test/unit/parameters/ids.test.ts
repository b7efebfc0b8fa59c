import { describe, expect, it } from 'vitest';

import { resources } from '../../../nodes/SocialIntents/resources';
import { innerFieldsOf } from '../support/descriptions';
import { planOf, type Values } from '../support/form';
import { errorOf } from '../support/outcome';

/** Every field of the node that takes an ID, where it is shown, and the other IDs beside it. */
const idFields = resources.flatMap(({ value: resource, operations }) =>
	operations.flatMap(({ value, fields }) => {
		const others = fields.filter(({ name, required }) => required && /Id$/.test(name));
		return fields
			.flatMap((field) => [
				{ outer: '', scope: field.displayOptions?.show?.scope?.[0], field },
				...innerFieldsOf(field).map((inner) => ({
					outer: field.name,
					scope: field.displayOptions?.show?.scope?.[0],
					field: inner,
				})),
			])
			.filter(({ field }) => /Id$/.test(field.name))
			.map(({ outer, scope, field: { name, displayName } }) => ({
				operation: `${resource}.${value}` as const,
				label: displayName,
				planWith: (id: unknown) => {
					const given: Values = {
						...Object.fromEntries(others.map((other) => [other.name, 'x'])),
						...(fields.some((field) => field.name === 'targetUrl') && {
							targetUrl: 'https://example.com',
						}),
						...(scope === undefined ? {} : { scope }),
						...(outer ? { [outer]: { [name]: id } } : { [name]: id }),
					};
					return planOf(`${resource}.${value}`, given, { itemIndex: 2 });
				},
			}));
	}),
);

const NO_IDS: Array<[said: string, value: unknown]> = [
	['true', true],
	['false', false],
	['an object', { id: 'a' }],
	['an object that calls itself text', { toString: 'a' }],
	['a list', ['a']],
	['a number that is rounded', 2 ** 53],
	['a fraction', 1.5],
	['no number', NaN],
	['the folder above', '..'],
	['half an emoji', 'a\uD83D'],
	['a URL without an ID', 'https://www.socialintents.com/chats'],
	[
		'a URL with the IDs of a widget and of a chat',
		'https://www.socialintents.com/2c9fa6c38f3d1a7e018f4b1d6c2e0a11/chats/2c9fa6c38f3d1a7e018f4b1d6c2e0b22',
	],
];

describe.each(idFields)('the field $label of $operation', ({ label, planWith }) => {
	it.each(NO_IDS)('rejects %s', (_, value) => {
		const error = errorOf(() => planWith(value));
		expect(error.message.startsWith(`'${label}' must be an ID, but is `), error.message).toBe(true);
		expect(error.message.endsWith(' [item 2]')).toBe(true);
		expect(error.message).not.toContain('[object Object]');
		expect(error.description).toMatch(/^Set '.*\.$/);
		expect(() => encodeURIComponent(error.message)).not.toThrow();
	});

	it.each(['a', '🙂', 42, 42n, ' a/b?c ', '2c9fa6c38f3d1a7e018f4b1d6c2e0a11'])(
		'accepts %s',
		(value) => {
			expect(() => planWith(value)).not.toThrow();
		},
	);
});

it('every ID field of the node is tested', () => {
	expect(new Set(idFields.map(({ label }) => label))).toEqual(
		new Set(['Chat ID', 'Message ID', 'Visitor ID', 'Webhook ID', 'Widget']),
	);
});
