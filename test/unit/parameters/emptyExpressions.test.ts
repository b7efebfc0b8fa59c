import type { INodeProperties } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { resources } from '../../../nodes/SocialIntents/resources';
import { innerFieldsOf } from '../support/descriptions';
import { planOf, type Values } from '../support/form';
import { errorOf } from '../support/outcome';

const EXPRESSION = '={{ $json.misspelled }}';
const EMPTY = [undefined, null, '', ' \n', '\u200B'];
/** JavaScript turns nothing into these words where an expression joins texts. */
const NOTHING = [...EMPTY, 'undefined', ' null '];

/** What makes the plan of each operation, so that one field after another can be emptied. */
const FILLED: Values = {
	chatId: 'c1',
	messageId: 'm1',
	widgetId: { __rl: true, mode: 'id', value: 'w1' },
	webhookId: 'h1',
	targetUrl: 'https://example.com/hook',
};

const fields = resources.flatMap(({ value: resource, operations }) =>
	operations.flatMap((operation) =>
		operation.fields
			.filter(({ name }) => !['output', 'fields'].includes(name))
			.flatMap((field) =>
				[
					{ outer: undefined, field },
					...innerFieldsOf(field).map((inner) => ({ outer: field.name, field: inner })),
				].map((each) => ({
					...each,
					name: `${resource}.${operation.value}` as const,
					scope: field.displayOptions?.show?.scope?.[0],
				})),
			),
	),
);
type Case = (typeof fields)[number];

const emptied = (field: INodeProperties, nothing: unknown): unknown =>
	field.type === 'resourceLocator' ? { __rl: true, mode: 'id', value: nothing } : nothing;

/** The form with all that the operation needs, and in which the field is shown. */
function filledIn({ name, scope }: Case): Values {
	const names = fields.filter((other) => other.name === name && !other.outer);
	const values = names.map(({ field }) => [field.name, FILLED[field.name] ?? field.default]);
	return { ...Object.fromEntries(values), ...(scope === undefined ? {} : { scope }) };
}

/** The form with all that the operation needs but this one field, which an expression left empty. */
function planWithout(
	each: Case,
	nothing: unknown,
	{ options, isFixed, isTool }: { options?: Values; isFixed?: true; isTool?: true } = {},
) {
	const { name, outer, field } = each;
	const entered = emptied(field, isFixed ? nothing : EXPRESSION);
	const given = {
		...filledIn(each),
		...(outer === undefined && { [field.name]: emptied(field, nothing) }),
		...(outer && { [outer]: { [field.name]: emptied(field, nothing) } }),
		...(options ? { options } : {}),
	};
	return planOf(name, given, {
		isTool,
		itemIndex: 3,
		entered: { [outer ?? field.name]: outer ? { [field.name]: entered } : entered },
	});
}

const isFilter = ({ outer }: Case) => outer === 'filters';
const isChoice = ({ outer, field }: Case) => outer === undefined && field.type === 'options';
const isRequired = ({ field }: Case) => field.required === true;
/** With its default, fewer or other records would be returned. */
const isLimiting = ({ field }: Case) => ['returnAll', 'limit', 'order'].includes(field.name);
const isDecisive = (each: Case) => isChoice(each) || isRequired(each) || isLimiting(each);
const filters = fields.filter(isFilter);
const title = ({ name, field }: Case) => `${name}: ${field.displayName}`;
const titled = (cases: Case[]) => cases.map((each) => ({ title: title(each), ...each }));

describe('an expression that returns nothing', () => {
	it('is tested in every field of every operation', () => {
		expect(filters.length).toBeGreaterThan(20);
		expect(fields.filter(isChoice).map(title)).toEqual(
			expect.arrayContaining(['webhook.create: Event', 'webhook.delete: Scope']),
		);
	});

	it.each(titled(filters))("is rejected as a filter by the field's label: $title", (filter) => {
		for (const nothing of NOTHING) {
			const error = errorOf(() => planWithout(filter, nothing));
			const label = `'${filter.field.displayName}'`;
			expect(error.message).toBe(`${label} is an expression that returned nothing [item 3]`);
			expect(error.description).toBe(
				"Correct the expression, or turn on Options > 'Ignore Empty Filters'.",
			);
		}
	});

	it.each(titled(filters))('leaves a filter out with Ignore Empty Filters: $title', (filter) => {
		const unfiltered = planOf(filter.name, filledIn(filter)).requests;
		for (const nothing of NOTHING) {
			for (const ignoreEmptyFilters of [true, 'true', 'yes']) {
				const plan = planWithout(filter, nothing, { options: { ignoreEmptyFilters } });
				expect(plan.requests).toEqual(unfiltered);
			}
		}
	});

	it.each(titled(filters))('means not set for an AI agent: $title', (filter) => {
		const unfiltered = planOf(filter.name, filledIn(filter), { isTool: true }).requests;
		for (const nothing of [...NOTHING, 'None']) {
			expect(planWithout(filter, nothing, { isTool: true }).requests).toEqual(unfiltered);
		}
	});

	it.each(titled(filters))(
		'differs from a field that is fixed and empty, which is no filter: $title',
		(filter) => {
			const unfiltered = planOf(filter.name, filledIn(filter)).requests;
			for (const nothing of EMPTY) {
				expect(planWithout(filter, nothing, { isFixed: true }).requests).toEqual(unfiltered);
			}
		},
	);

	it.each(titled(fields.filter(isDecisive)))(
		'is rejected if the default would do something else: $title',
		(each) => {
			for (const nothing of NOTHING) {
				const { message } = errorOf(() => planWithout(each, nothing));
				expect(message).toBe(
					`'${each.field.displayName}' is an expression that returned nothing [item 3]`,
				);
			}
		},
	);

	it.each(
		titled(
			fields
				.filter((each) => !isFilter(each) && !isDecisive(each))
				.filter(({ field }) => field.name !== 'filters'),
		),
	)('takes the default if that does no harm: $title', (each) => {
		for (const nothing of NOTHING) {
			expect(() => planWithout(each, nothing)).not.toThrow();
		}
	});
});
