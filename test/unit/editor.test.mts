import { Linter } from 'eslint';
import type { INodeProperties, INodeType } from 'n8n-workflow';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it, vi } from 'vitest';

import { SocialIntentsApi } from '../../credentials/SocialIntentsApi.credentials';
import { resources } from '../../nodes/SocialIntents/resources';
import { allFieldsOf, choicesOf, fieldNamed, innerFieldsOf, nodes } from './support/descriptions';
import { AVOIDED_WORDS } from './support/outcome';
import { nodesOf, ROOT, sources } from './support/sources.mts';

// n8n's rules behave otherwise where they believe to be tested themselves.
vi.stubEnv('NODE_ENV', 'production');
const { config } = await import('@n8n/node-cli/eslint');
vi.unstubAllEnvs();

const fieldsOf = ({ description }: INodeType) => allFieldsOf(description.properties);
const credentialFields = new SocialIntentsApi().properties;
const everyField: Array<{ where: string; field: INodeProperties }> = [
	...nodes.flatMap(([name, node]) =>
		fieldsOf(node).map((field) => ({ where: `${name}: ${field.displayName}`, field })),
	),
	...credentialFields.map((field) => ({ where: `credential: ${field.displayName}`, field })),
];
const nodeFields = everyField.filter(({ where }) => !where.startsWith('credential'));

/** n8n's rules read literals only: this is the node as one, with what the code derives. */
function asLiteral(name: string, node: INodeType): string {
	const literal = JSON.stringify(node.description, null, '\t').replace(/^(\t+)"(\w+)":/gm, '$1$2:');
	const members = Object.keys(node)
		.filter((key) => key !== 'description')
		.map((key) => `\t${key} = {};`);
	return [
		"import type { INodeType, INodeTypeDescription } from 'n8n-workflow';",
		`export class ${name} implements INodeType {`,
		`\tdescription: INodeTypeDescription = ${literal};`,
		...members.filter((member) => !member.includes('webhookMethods')),
		'}',
		'',
	].join('\n');
}

describe('n8n’s linter', () => {
	const linter = new Linter({ configType: 'flat', cwd: ROOT });
	const complaints = (name: string, text: string) =>
		linter
			.verify(text, config as Linter.Config[], {
				filename: join(ROOT, 'nodes/SocialIntents', `${name}.node.ts`),
			})
			// A literal cannot name n8n's constant, and says nothing of methods.
			.filter(
				({ ruleId }) =>
					!/node-connection-type-literal|webhook-lifecycle-complete/.test(ruleId ?? ''),
			)
			.map(({ line, message }) => `${message} ${text.split('\n')[line - 1]?.trim()}`);

	it.each(nodes)('finds nothing in the derived description of %s', (name, node) => {
		expect([...new Set(complaints(name, asLiteral(name, node)))]).toEqual([]);
	});

	it('would find an unsorted list, so it does see derived descriptions', () => {
		const [[name, node] = expect.fail('There is no node')] = nodes;
		const text = asLiteral(name, node).replace('"Chat"', '"Zchat"');
		expect(complaints(name, text).join()).toMatch(/alphabetize/i);
	});
});

describe('every field', () => {
	it('has a label, a type, and a default', () => {
		expect(everyField.length).toBeGreaterThan(100);
		for (const { where, field } of everyField) {
			expect(Object.keys(field)[0], where).toBe('displayName');
			expect(field.displayName, where).toMatch(/^\S(.*\S)?$/);
			expect(field.type, where).toBeTruthy();
			expect(field, where).toHaveProperty('default');
			expect(field.required, where).not.toBe(false);
		}
	});

	it('has a label in Title Case', () => {
		const word = '(\\(?[A-Z][\\w-]*\\)?|per|by|in|or|IDs?)';
		for (const { where, field } of everyField) {
			if (field.type !== 'notice')
				expect(field.displayName, where).toMatch(new RegExp(`^${word}( ${word})*$`));
		}
	});

	it('has no frightening words in its label and description', () => {
		for (const { where, field } of everyField) {
			expect(`${field.displayName} ${field.description} ${field.hint}`, where).not.toMatch(
				AVOIDED_WORDS,
			);
			expect(field.displayName, where).not.toMatch(/\bnode\b/i);
		}
	});

	it('has a description in sentence case, with a period only after several sentences', () => {
		for (const { where, field } of everyField) {
			const { description } = field;
			expect(description, where).not.toBe('');
			if (!description) continue;
			expect(description, where).toMatch(/^[A-Z]/);
			const sentences = description.split(/[.:] (?=['A-Z])/).length;
			expect(description.endsWith('.'), `${where}: ${description}`).toBe(sentences > 1);
			expect(description, where).not.toMatch(/\b(id|url|json)\b/);
		}
	});

	it('starts its description with "Whether" if it is a switch', () => {
		for (const { where, field } of everyField) {
			if (field.type === 'boolean') expect(field.description, where).toMatch(/^Whether /);
		}
	});

	it('has a short hint, and a placeholder that starts with "e.g."', () => {
		for (const { where, field } of everyField) {
			expect((field.hint ?? '').length, where).toBeLessThanOrEqual(120);
			const isExample = field.placeholder !== undefined && field.type !== 'collection';
			if (isExample) expect(field.placeholder, where).toMatch(/^e\.g\. /);
		}
	});
});

describe('every list of options', () => {
	const lists = everyField.filter(({ field }) => choicesOf(field).length > 0);

	it('has unique values and names, one of them the default', () => {
		expect(lists.length).toBeGreaterThan(20);
		for (const { where, field } of lists) {
			const names = choicesOf(field).map(({ name }) => name);
			const values = choicesOf(field).map(({ value }) => value);
			expect(new Set(names).size, where).toBe(names.length);
			expect(new Set(values).size, where).toBe(values.length);
			for (const preset of [field.default].flat()) expect(values, where).toContain(preset);
		}
	});

	it('is sorted if it has five or more', () => {
		const long = lists.filter(({ field }) => choicesOf(field).length >= 5);
		expect(long.length).toBeGreaterThan(1);
		for (const { where, field } of long) {
			const names = choicesOf(field).map(({ name }) => name);
			expect(names, where).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
		}
	});

	it('is sorted if it holds resources or operations, whatever its length', () => {
		for (const { where, field } of lists.filter(({ field }) =>
			['resource', 'operation'].includes(field.name),
		)) {
			const names = choicesOf(field).map(({ name }) => name);
			expect(names, where).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
		}
	});

	it("does not repeat an option's name in its description, or end that with a period", () => {
		for (const { where, field } of lists) {
			for (const { name, description } of choicesOf(field)) {
				if (description === undefined) continue;
				expect(description.toLowerCase(), where).not.toBe(name.toLowerCase());
				expect(description, where).toMatch(/^[A-Z].*[^.]$/);
				expect(description, where).not.toMatch(AVOIDED_WORDS);
			}
		}
	});

	it('is sorted by label if it is a collection', () => {
		const collections = nodeFields.filter(({ field }) => field.type === 'collection');
		expect(collections.length).toBeGreaterThan(4);
		for (const { where, field } of collections) {
			const labels = innerFieldsOf(field).map(({ displayName }) => displayName);
			expect(labels, where).toEqual(labels.toSorted((a, b) => a.localeCompare(b)));
			expect(field.placeholder, where).toMatch(/^Add /);
			expect(field.default, where).toEqual({});
		}
	});
});

describe('the fields that every n8n node words alike', () => {
	const named = (name: string) =>
		nodeFields.filter(({ field }) => field.name === name).map(({ field }) => field);

	it('include Return All', () => {
		expect(named('returnAll').length).toBeGreaterThan(4);
		for (const field of named('returnAll')) {
			expect(field).toMatchObject({
				displayName: 'Return All',
				type: 'boolean',
				default: false,
				description: 'Whether to return all results or only up to a given limit',
			});
		}
	});

	it('include Limit', () => {
		expect(named('limit')).toHaveLength(named('returnAll').length);
		for (const field of named('limit')) {
			expect(field).toMatchObject({
				displayName: 'Limit',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 50,
				description: 'Max number of results to return',
			});
		}
	});

	it('include Simplify', () => {
		expect(named('simplify').length).toBeGreaterThan(4);
		for (const field of named('simplify')) {
			expect(field).toMatchObject({
				displayName: 'Simplify',
				type: 'boolean',
				default: true,
				description:
					'Whether to return a simplified version of the response instead of the raw data',
			});
		}
	});

	it('include lists that n8n loads, described as in n8n', () => {
		const loaded = nodeFields.filter(({ field }) => field.typeOptions?.loadOptionsMethod);
		expect(loaded.length).toBeGreaterThan(0);
		for (const { field } of loaded) {
			expect(field.displayName).toMatch(/ Names? or IDs?$/);
			expect(field.description).toContain(
				'using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
			);
		}
	});

	it('include numbers with a minimum', () => {
		for (const { where, field } of nodeFields) {
			if (field.type === 'number') expect(field.typeOptions?.minValue, where).toBeTypeOf('number');
		}
	});
});

describe('every operation', () => {
	const operations = resources.flatMap(({ name: resource, operations: all }) =>
		all.map((operation) => ({ resource, ...operation })),
	);

	it.each(operations)(
		"follows n8n's wording: $resource, $name",
		({ resource, name, action, description }) => {
			expect(name).toMatch(/^[A-Z][a-z]+( [A-Z][a-z]+)*$/);
			expect(name).not.toContain(resource);
			expect(action).toMatch(/^[A-Z][a-z]+( [a-z]+)*$/);
			expect(action).not.toMatch(/\b(a|an|the)\b/);
			if (resource !== 'System') expect(action).toContain(resource.toLowerCase());
			expect(description).toMatch(/^[A-Z].*[^.]$/);
			expect(description.toLowerCase()).not.toBe(action.toLowerCase());
		},
	);

	it.each(resources)(
		'belongs to a resource named in the singular, with a description: $name',
		({ name, description }) => {
			expect(name).toMatch(/^[A-Z][a-z]+( [A-Z][a-z]+)*$/);
			expect(name === 'System' || !name.endsWith('s')).toBe(true);
			expect(description).toMatch(/^[A-Z].*[^.]$/);
		},
	);
});

describe('every node', () => {
	it.each(nodes)('has the description that n8n expects: %s', (name, { description }) => {
		const isTrigger = name.endsWith('Trigger');
		expect(description.displayName).not.toMatch(/\bnode\b/i);
		expect(description.displayName.endsWith(' Trigger')).toBe(isTrigger);
		expect(description.defaults).toEqual({ name: description.displayName });
		expect(description.subtitle).toMatch(/^=\{\{.*\}\}$/);
		expect(description.description).toMatch(/^[A-Z].*[^.]$/);
		expect(description.group).toEqual([isTrigger ? 'trigger' : 'input']);
		expect(description.inputs).toEqual(isTrigger ? [] : ['main']);
		expect(description.outputs).toEqual(['main']);
		expect(description.usableAsTool).toBe(isTrigger ? undefined : true);
		expect(name.endsWith('Tool')).toBe(false);
	});

	it.each(nodes.filter(([name]) => name.endsWith('Trigger')))(
		'asks for Trigger On first, and says what it means, if it is a trigger: %s',
		(_, { description }) => {
			const events = fieldNamed(description.properties, 'events');
			expect(events?.displayName).toBe('Trigger On');
			expect(events?.description).toBe('The events that start the workflow');
		},
	);
});

describe('the credential', () => {
	it('masks what is secret and nothing else', () => {
		const masked = credentialFields
			.filter(({ typeOptions }) => typeOptions?.password)
			.map(({ name }) => name);
		expect(masked).toEqual(['apiToken']);
	});

	it('has the name, icon, and documentation link that n8n expects', () => {
		const { name, displayName, documentationUrl, icon } = new SocialIntentsApi();
		expect([name, displayName]).toEqual(['socialIntentsApi', 'Social Intents API']);
		expect(URL.canParse(documentationUrl)).toBe(true);
		expect(icon).toEqual({
			light: 'file:../nodes/SocialIntents/socialIntents.svg',
			dark: 'file:../nodes/SocialIntents/socialIntents.dark.svg',
		});
	});

	it('shows Account ID only for Basic Auth', () => {
		expect(fieldNamed(credentialFields, 'accountId')?.displayOptions).toEqual({
			show: { authentication: ['basicAuth'] },
		});
	});
});

describe('every text in the code', () => {
	const isText = (part: ts.Node): part is ts.LiteralLikeNode =>
		ts.isStringLiteralLike(part) ||
		ts.isTemplateHead(part) ||
		ts.isTemplateMiddleOrTemplateTail(part);
	const sentences = sources().flatMap(({ path, tree }) =>
		[...nodesOf(tree)]
			.filter(isText)
			.map(({ text }) => text)
			.filter((text) => /[a-z] [a-z]/i.test(text))
			.map((text) => ({ path, text })),
	);

	it('uses no frightening words', () => {
		expect(sentences.length).toBeGreaterThan(200);
		for (const { path, text } of sentences) expect(text, path).not.toMatch(AVOIDED_WORDS);
	});

	it('calls a widget a widget', () => {
		const about = sentences.filter(({ text }) => /\bapps?\b/i.test(text)).map(({ text }) => text);
		expect(about).toEqual(['A chat widget on a website (called an app in the API)']);
	});
});
