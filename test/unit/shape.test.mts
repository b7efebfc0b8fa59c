import { globSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { INodeParameters, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { SocialIntentsApi } from '../../credentials/SocialIntentsApi.credentials';
import { propertiesOf } from '../../nodes/SocialIntents/properties';
import { resources } from '../../nodes/SocialIntents/resources';
import {
	allFieldsOf,
	choicesOf,
	fieldNamed,
	innerFieldsOf,
	nodes,
	nodeTypes,
} from './support/descriptions';
import { node, operationOf } from './support/form';
import { nodesOf, filesIn, readJson, readText, sources, toolSources } from './support/sources.mts';

const FOLDER = 'nodes/SocialIntents/';

/** Which part of the package may import which. */
const MAY_IMPORT: Record<string, string[]> = {
	operation: [],
	dates: ['operation'],
	properties: ['operation'],
	parameters: ['api', 'dates', 'operation'],
	resources: ['api', 'dates', 'operation'],
	api: ['operation'],
	methods: ['api', 'dates'],
	toolOutput: ['operation'],
	progress: ['api', 'operation'],
	requestPlan: ['api', 'operation'],
	accounts: ['api', 'operation', 'progress', 'requestPlan'],
	execute: ['accounts', 'api', 'operation', 'parameters', 'requestPlan', 'resources', 'toolOutput'],
	trigger: ['api', 'dates', 'operation', 'parameters', 'resources'],
	'node file': ['execute', 'methods', 'properties', 'resources', 'trigger'],
	credentials: ['api'],
};

/** n8n provides these at run time; everything else would be missing there. */
const PACKAGES = ['n8n-workflow', 'luxon', 'crypto'];

/** Files that know nothing of n8n's contexts, sockets or items: values in, values out. */
const PURE = [
	/^(operation|properties|requestPlan|toolOutput)\.ts$/,
	/^parameters\//,
	/^dates\//,
	/^resources\//,
	/^api\/(auth|baseUrl|clock|createdWebhook|endpoints|errors|ids|json|messages|records|requestQueue|response|retry|throttle)\.ts$/,
	/^trigger\/(events|items)\.ts$/,
	/^trigger\/webhook\/(address|deduplicate|deliveredRecords|digest|knownWebhooks|payload|secret|state)\.ts$/,
	/^trigger\/polling\/(account|cursor|nodeState)\.ts$/,
];
const CONTEXT = /^I\w+Functions$|^\w*HelperFunctions$|^Logger$|^sleep$/;

const code = sources();
const own = code.filter(({ path }) => path.startsWith(FOLDER));

function partOf(path: string): string {
	if (path.startsWith('credentials/')) return 'credentials';
	if (path.endsWith('.node.ts')) return 'node file';
	const [part = ''] = path.slice(FOLDER.length).split(/[/.]/);
	return part;
}

describe('the direction of imports', () => {
	it('has a rule for every file', () => {
		for (const { path } of code) expect(Object.keys(MAY_IMPORT), path).toContain(partOf(path));
		for (const part of Object.keys(MAY_IMPORT))
			expect(
				code.map(({ path }) => partOf(path)),
				part,
			).toContain(part);
	});

	it.each(code.map((file) => [file.path, file] as const))('is kept by %s', (path, { imports }) => {
		const allowed = [partOf(path), ...(MAY_IMPORT[partOf(path)] ?? [])];
		for (const { from, isOwn } of imports) {
			if (isOwn) expect(from, 'an import without a file').toMatch(/\.ts$/);
			if (isOwn) expect(allowed, `${path} imports ${from}`).toContain(partOf(from));
			else expect(PACKAGES, `${path} imports ${from}`).toContain(from);
		}
	});

	it('contains no circle', () => {
		const importsOf = new Map(
			code.map(({ path, imports }) => [
				path,
				imports.filter(({ isOwn }) => isOwn).map(({ from }) => from),
			]),
		);
		const done = new Set<string>();
		const visit = (path: string, trail: string[]) => {
			expect(trail, `a circle: ${[...trail, path].join(' → ')}`).not.toContain(path);
			if (done.has(path)) return;
			for (const next of importsOf.get(path) ?? []) visit(next, [...trail, path]);
			done.add(path);
		};
		for (const path of importsOf.keys()) visit(path, []);
		expect(done.size).toBeGreaterThanOrEqual(code.length);
	});

	it('never leads to a node file', () => {
		for (const { path, imports } of code) {
			for (const { from } of imports) expect(from, path).not.toMatch(/\.node(\.ts)?$/);
		}
	});

	it('keeps n8n’s contexts out of the pure files', () => {
		const pure = own.filter(({ path }) =>
			PURE.some((pattern) => pattern.test(path.slice(FOLDER.length))),
		);
		expect(pure.length).toBeGreaterThan(20);
		for (const { path, imports } of pure) {
			for (const { names } of imports)
				expect(
					names.filter((name) => CONTEXT.test(name)),
					path,
				).toEqual([]);
		}
	});

	it('keeps code out of the shared types', () => {
		const contract = own.find(({ path }) => path === `${FOLDER}operation.ts`);
		for (const statement of contract?.tree.statements ?? []) {
			const isType =
				ts.isInterfaceDeclaration(statement) ||
				ts.isTypeAliasDeclaration(statement) ||
				(ts.isImportDeclaration(statement) && statement.importClause?.isTypeOnly === true);
			expect(isType, statement.getText().slice(0, 60)).toBe(true);
		}
	});
});

describe('docs/architecture.md', () => {
	const page = readText('docs/architecture.md');
	const named = [
		...page.matchAll(/(?<![\w/.])(?:[a-zA-Z0-9]+\/)*[a-zA-Z][a-zA-Z0-9.]*\.(?:ts|mts)\b/g),
	];

	it('names only files that exist', () => {
		const known = ['nodes', 'credentials', 'sandbox', 'test'].flatMap(filesIn);
		expect(named.length).toBeGreaterThan(20);
		for (const [path] of named)
			expect(
				known.some((file) => `/${file}`.endsWith(`/${path}`)),
				path,
			).toBe(true);
	});
});

describe('the unit tests', () => {
	const foldersOf = (paths: string[], root: string) =>
		new Set(paths.map((path) => dirname(relative(root, path))).filter((folder) => folder !== '.'));

	it('have the folders of the code', () => {
		const tested = foldersOf(globSync('test/unit/**/*.test.{ts,mts}'), 'test/unit');
		const coded = foldersOf(
			own.map(({ path }) => path),
			FOLDER,
		);
		expect([...tested].sort()).toEqual([...coded, 'credentials'].sort());
	});
});

describe('the size of the code', () => {
	const linesOf = (node: ts.Node) => node.getText().trimEnd().split('\n').length;

	it.each([
		['the package', code],
		['the sandbox and the scripts', toolSources()],
	])('is at most 200 lines a file in %s, with a median of 80', (_, files) => {
		const sizes = files.map(({ path, tree }) => ({ path, lines: linesOf(tree) }));
		expect(sizes.filter(({ lines }) => lines > 200)).toEqual([]);
		const sorted = sizes.map(({ lines }) => lines).sort((a, b) => a - b);
		expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(80);
	});

	it('is at most 60 lines a function', () => {
		const long = [...code, ...toolSources()].flatMap(({ path, tree }) =>
			[...nodesOf(tree)]
				.filter((node) => ts.isFunctionLike(node) && linesOf(node) > 60)
				.map((node) => `${path}: ${node.getText().slice(0, 60)}`),
		);
		expect(long).toEqual([]);
	});
});

describe('the code that must exist only once', () => {
	const filesThat = (pattern: RegExp) =>
		own.filter(({ tree }) => pattern.test(tree.text)).map(({ path }) => path.slice(FOLDER.length));

	it('includes the request to the service', () => {
		expect(filesThat(/\bhelpers\.\w*[rR]equest\w*\s*[.(]/)).toEqual(['api/request.ts']);
	});

	it('includes the loop over items', () => {
		expect(filesThat(/\.getInputData\(/)).toEqual(['execute.ts']);
	});

	it('includes the reading of raw parameters, beside the choice of the operation', () => {
		const readers = filesThat(/\.getNodeParameter\(/);
		expect(readers).toEqual(['execute.ts', 'trigger/settings.ts', 'trigger/webhook/options.ts']);
	});

	const nodeFiles = own.filter(({ path }) => path.endsWith('.node.ts'));
	it.each(nodeFiles.map((file) => [file.path, file] as const))(
		'includes no branch in the node file %s',
		(_, { tree }) => {
			const branches = [...nodesOf(tree)].filter(
				(part) =>
					ts.isIfStatement(part) ||
					ts.isConditionalExpression(part) ||
					ts.isSwitchStatement(part) ||
					ts.isIterationStatement(part, false) ||
					ts.isTryStatement(part),
			);
			expect(branches.map((branch) => branch.getText())).toEqual([]);
		},
	);
});

const OUTPUT = ['simplify', 'output', 'fields'];
const DATE_FILTERS = ['period', 'dateFrom', 'dateTo', 'timezone'];
const VISITOR_FILTERS = [...DATE_FILTERS, 'widgetId', 'tag', 'visitorId', 'email'];
const CHAT_FILTERS = [...VISITOR_FILTERS, 'chatType'];
const CONTACT_FILTERS = [...DATE_FILTERS, 'widgetId', 'email'];
const REQUEST_OPTIONS = ['timeout', 'maxConcurrency'];
const GET_OPTIONS = ['addFields', ...REQUEST_OPTIONS];
const RANGE_OPTIONS = ['addFields', 'daysPerRequest', 'ignoreEmptyFilters', ...REQUEST_OPTIONS];
const GET_MANY = ['returnAll', 'limit', ...OUTPUT, 'filters', 'options', 'sort'];

/** Names that saved workflows depend on. Change them only with a version of the node. */
const NAMES: Record<
	string,
	Record<string, { fields: string[]; filters?: string[]; options?: string[] }>
> = {
	chat: {
		get: { fields: ['chatId', ...OUTPUT, 'options'], options: GET_OPTIONS },
		getAll: { fields: GET_MANY, filters: CHAT_FILTERS, options: RANGE_OPTIONS },
		getMessages: {
			fields: ['scope', 'chatId', 'returnAll', 'limit', 'filters', 'options', 'sort'],
			filters: CHAT_FILTERS,
			options: RANGE_OPTIONS.filter((name) => name !== 'addFields'),
		},
		getTranscript: {
			fields: ['chatId', 'format', 'outputField', ...OUTPUT, 'options'],
			options: ['fileName', ...GET_OPTIONS],
		},
	},
	missedChat: {
		get: { fields: ['chatId', ...OUTPUT, 'options'], options: GET_OPTIONS },
		getAll: { fields: GET_MANY, filters: VISITOR_FILTERS, options: RANGE_OPTIONS },
	},
	offlineMessage: {
		get: { fields: ['messageId', ...OUTPUT, 'options'], options: GET_OPTIONS },
		getAll: { fields: GET_MANY, filters: VISITOR_FILTERS, options: RANGE_OPTIONS },
	},
	contact: { getAll: { fields: GET_MANY, filters: CONTACT_FILTERS, options: RANGE_OPTIONS } },
	widget: {
		get: { fields: ['widgetId', ...OUTPUT, 'options'], options: REQUEST_OPTIONS },
		getAll: { fields: ['returnAll', 'limit', ...OUTPUT, 'options'], options: REQUEST_OPTIONS },
	},
	webhook: {
		create: { fields: ['widgetId', 'event', 'targetUrl'] },
		delete: { fields: ['webhookId', 'scope', 'widgetId'] },
	},
	system: { checkStatus: { fields: [] } },
};

const VALUES: Array<
	[resource: string, operation: string, field: string, values: string[], preset: string]
> = [
	['chat', 'getTranscript', 'format', ['text', 'html', 'json'], 'text'],
	['chat', 'getAll', 'filters.chatType', ['answered', 'missed'], 'answered'],
	['chat', 'getMessages', 'scope', ['oneChat', 'manyChats'], 'oneChat'],
	['webhook', 'create', 'event', ['chatCompleted', 'offlineMessage', 'lead'], 'chatCompleted'],
	['webhook', 'delete', 'scope', ['anyWidget', 'oneWidget'], 'anyWidget'],
	['chat', 'getAll', 'output', ['simplified', 'raw', 'selectedFields'], 'simplified'],
	['chat', 'getAll', 'sort.order', ['newestFirst', 'oldestFirst', 'asReturned'], 'newestFirst'],
	['contact', 'getAll', 'sort.order', ['newestFirst', 'oldestFirst', 'asReturned'], 'newestFirst'],
];

const namesOf = (fields: INodeProperties[]) => fields.map(({ name }) => name).sort();
const valuesOf = (field: INodeProperties | undefined) =>
	choicesOf(field)
		.map(({ value }) => value)
		.sort();
const propertiesNamed = (name: string) =>
	nodes.find(([nodeName]) => nodeName === name)?.[1].description.properties ?? [];

function fieldAt(resource: string, operation: string, path: string): INodeProperties | undefined {
	const [outer = '', inner] = path.split('.');
	const field = fieldNamed(operationOf(resource, operation).fields, outer);
	return inner === undefined ? field : fieldNamed(innerFieldsOf(field), inner);
}

describe('the names that workflows depend on', () => {
	it('include the node types', () => {
		expect(readJson('package.json').name).toBe('n8n-nodes-social-intents');
		expect(nodes.map(([, { description }]) => description.name)).toEqual([
			'socialIntents',
			'socialIntentsTrigger',
			'socialIntentsPollingTrigger',
		]);
		for (const [, { description }] of nodes) {
			expect(description.credentials).toEqual([{ name: 'socialIntentsApi', required: true }]);
			expect(description.version).toBe(1);
		}
	});

	it('include the credential', () => {
		const { name, properties } = new SocialIntentsApi();
		expect(name).toBe('socialIntentsApi');
		expect(properties.map((property) => property.name)).toEqual([
			'authentication',
			'accountId',
			'apiToken',
			'baseUrl',
		]);
		expect(valuesOf(fieldNamed(properties, 'authentication'))).toEqual(['apiToken', 'basicAuth']);
		expect(fieldNamed(properties, 'authentication')?.default).toBe('apiToken');
	});

	it('include resources and operations, in the order of the editor', () => {
		const table = resources.map(({ value, operations }) => [
			value,
			operations.map((operation) => operation.value),
		]);
		expect(table).toEqual(
			Object.entries(NAMES).map(([resource, operations]) => [resource, Object.keys(operations)]),
		);
		const getMany = resources
			.flatMap(({ operations }) => operations)
			.filter(({ value }) => value === 'getAll');
		for (const { name } of getMany) expect(name).toBe('Get Many');
	});

	const operations = Object.entries(NAMES).flatMap(([resource, named]) =>
		Object.entries(named).map(([operation, names]) => ({ resource, operation, names })),
	);
	it.each(operations)(
		'include the fields of $resource, $operation',
		({ resource, operation, names }) => {
			const { fields } = operationOf(resource, operation);
			expect(namesOf(fields)).toEqual([...names.fields].sort());
			expect(namesOf(innerFieldsOf(fieldNamed(fields, 'filters')))).toEqual(
				[...(names.filters ?? [])].sort(),
			);
			expect(namesOf(innerFieldsOf(fieldNamed(fields, 'options')))).toEqual(
				[...(names.options ?? [])].sort(),
			);
		},
	);

	it.each(VALUES)(
		'include the values of %s.%s, %s',
		(resource, operation, path, values, preset) => {
			const field = fieldAt(resource, operation, path);
			expect(valuesOf(field)).toEqual([...values].sort());
			expect(field?.default).toBe(preset);
		},
	);

	it('include the defaults', () => {
		const presetsOf = (operation: string, ...paths: string[]) =>
			paths.map((path) => fieldAt('chat', operation, path)?.default);
		expect(presetsOf('getAll', 'returnAll', 'limit', 'simplify')).toEqual([false, 50, true]);
		const options = ['options.daysPerRequest', 'options.timeout', 'options.maxConcurrency'];
		expect(presetsOf('getAll', ...options)).toEqual([31, 120_000, 32]);
		expect(presetsOf('getTranscript', 'outputField')).toEqual(['data']);
	});

	it('include the type of field: every widget is a resource locator, by list and by ID', () => {
		const locators = [
			fieldAt('webhook', 'create', 'widgetId'),
			fieldAt('widget', 'get', 'widgetId'),
			fieldAt('chat', 'getAll', 'filters.widgetId'),
		];
		for (const locator of locators) {
			expect(locator?.type).toBe('resourceLocator');
			expect(locator?.modes?.map(({ name }) => name)).toEqual(['list', 'id']);
			expect(locator?.default).toEqual({ mode: 'list', value: '' });
		}
		const { listSearch } = new nodeTypes.SocialIntents().methods;
		for (const locator of locators) {
			expect(Object.keys(listSearch)).toContain(locator?.modes?.[0]?.typeOptions?.searchListMethod);
		}
	});

	it.each(['SocialIntentsTrigger', 'SocialIntentsPollingTrigger'])(
		'include the fields of %s',
		(name) => {
			const fields = propertiesNamed(name).filter(({ type }) => type !== 'notice');
			expect(namesOf(fields)).toEqual(['events', 'options', 'simplify', 'widgetIds', 'widgets']);
			expect(fieldNamed(fields, 'events')).toMatchObject({
				displayName: 'Trigger On',
				type: 'multiOptions',
			});
			expect(valuesOf(fieldNamed(fields, 'events'))).toEqual([
				'chatAnswered',
				'chatMissed',
				'lead',
				'offlineMessage',
			]);
			expect(valuesOf(fieldNamed(fields, 'widgets'))).toEqual(['all', 'selected']);
			expect(fieldNamed(fields, 'widgets')?.default).toBe('all');
			expect(fieldNamed(fields, 'widgetIds')?.type).toBe('multiOptions');
			expect(fieldNamed(fields, 'simplify')?.default).toBe(true);
		},
	);

	it('include the options of the triggers', () => {
		const optionsOf = (name: string) => innerFieldsOf(fieldNamed(propertiesNamed(name), 'options'));
		expect(namesOf(optionsOf('SocialIntentsTrigger'))).toEqual(['addFields', 'requireSecret']);
		expect(fieldNamed(optionsOf('SocialIntentsTrigger'), 'requireSecret')?.default).toBe(true);
		expect(namesOf(optionsOf('SocialIntentsPollingTrigger'))).toEqual([
			'addFields',
			'lookbackDays',
			'startDaysBack',
		]);
		expect(fieldNamed(optionsOf('SocialIntentsPollingTrigger'), 'lookbackDays')?.default).toBe(2);
		expect(fieldNamed(optionsOf('SocialIntentsPollingTrigger'), 'startDaysBack')?.default).toBe(0);
	});
});

describe('the editor and the table of resources', () => {
	const properties = propertiesOf(resources);
	const selectors = properties.filter(({ name }) => name === 'operation');

	function shown(values: INodeParameters, isTool = false): INodeProperties[] {
		const defaults = Object.fromEntries(
			properties.map(({ name, default: preset }) => [name, preset]),
		) as INodeParameters;
		const description = {
			name: isTool ? 'socialIntentsTool' : 'socialIntents',
		} as INodeTypeDescription;
		return properties.filter((property) =>
			NodeHelpers.displayParameter({ ...defaults, ...values }, property, node, description),
		);
	}

	const pairs = resources.flatMap(({ value: resource, operations }) =>
		operations.map(({ value: operation }) => ({ resource, operation })),
	);

	/** The fields of an operation, whatever is chosen in those that hide others. */
	const everyView = (pair: INodeParameters) =>
		[false, true].flatMap((isTool) =>
			['oneWidget', 'oneChat', 'manyChats'].flatMap((scope) =>
				shown({ ...pair, scope, output: 'selectedFields', returnAll: false }, isTool),
			),
		);

	it('agree with the node', () => {
		expect(propertiesNamed('SocialIntents')).toEqual(properties);
	});

	it('start with resource and operation, neither of which accepts an expression', () => {
		expect(properties.slice(0, 2).map(({ name }) => name)).toEqual(['resource', 'operation']);
		for (const property of [properties[0], ...selectors])
			expect(property?.noDataExpression).toBe(true);
	});

	it('offer the same resources, and one list of operations for each', () => {
		expect(valuesOf(properties[0])).toEqual(resources.map(({ value }) => value).sort());
		expect(valuesOf(properties[0])).toContain(properties[0]?.default);
		expect(selectors).toHaveLength(resources.length);
	});

	it.each(resources)(
		'offer the same operations of $value, one of them the default',
		({ value: resource, operations }) => {
			const [selector, ...others] = shown({ resource }).filter(({ name }) => name === 'operation');
			expect(others).toEqual([]);
			expect(valuesOf(selector)).toEqual(operations.map(({ value }) => value).sort());
			expect(valuesOf(selector)).toContain(selector?.default);
			for (const choice of choicesOf(selector)) {
				expect(choice).toMatchObject({
					action: expect.any(String),
					description: expect.any(String),
				});
			}
		},
	);

	it.each(pairs)(
		'show the fields of $resource, $operation, and no others',
		({ resource, operation }) => {
			const { fields } = operationOf(resource, operation);
			const seen = everyView({ resource, operation });
			const names = new Set(seen.map(({ name }) => name));
			expect([...names].sort()).toEqual(
				[...fields.map(({ name }) => name), 'resource', 'operation'].sort(),
			);
		},
	);

	it.each(pairs)(
		'never show a field of $resource, $operation twice at once',
		({ resource, operation }) => {
			for (const isTool of [false, true]) {
				const names = shown({ resource, operation }, isTool).map(({ name }) => name);
				expect(new Set(names).size).toBe(names.length);
			}
		},
	);

	it('have no field that is never shown', () => {
		const seen = new Set(pairs.flatMap(everyView));
		expect(properties.filter((property) => !seen.has(property))).toEqual([]);
	});

	it('swap Simplify for Output in a tool, and leave files out', () => {
		const names = (isTool: boolean) =>
			shown({ resource: 'chat', operation: 'getTranscript' }, isTool).map(({ name }) => name);
		expect(names(false)).toEqual(expect.arrayContaining(['simplify', 'outputField']));
		expect(names(false)).not.toContain('output');
		expect(names(true)).toContain('output');
		expect(names(true)).not.toEqual(expect.arrayContaining(['simplify']));
		expect(names(true)).not.toContain('outputField');
	});

	it('show Limit unless Return All is on', () => {
		const names = (returnAll: boolean) =>
			shown({ resource: 'chat', operation: 'getAll', returnAll }).map(({ name }) => name);
		expect(names(false)).toContain('limit');
		expect(names(true)).not.toContain('limit');
	});

	it('use one label for one name', () => {
		const labels = new Map<string, string>();
		for (const { name, displayName } of allFieldsOf(properties)) {
			// The visitor's in chats, the lead's own in contacts.
			if (name === 'email') continue;
			expect(displayName, name).toBe(labels.get(name) ?? displayName);
			labels.set(name, displayName);
		}
	});
});
