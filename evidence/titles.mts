import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A test, or a group of tests, as its file names it. `title` may be a template, such as `rejects %s`. */
interface TestTitle {
	title: string;
	isSkipped: boolean;
}

const GROUPS = ['describe', 'it', 'test'];
const OFF = ['skip', 'skipIf', 'runIf', 'todo', 'only', 'fails'];

/** The tests and groups of a test file, and of the files in the folder of the same name that it imports. */
export function titlesOf(testFile: string): TestTitle[] {
	const folder = testFile.replace(/\.test\.m?ts$/, '');
	const parts = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
	return [testFile, ...parts].flatMap((file) => titlesIn(readFileSync(file, 'utf8')));
}

/** The tests and groups in the source of a file. */
export function titlesIn(source: string): TestTitle[] {
	const found: TestTitle[] = [];
	const visit = (node: ts.Node, isInSkipped: boolean): void => {
		const call = ts.isCallExpression(node) ? namesOf(node.expression) : [];
		const isTest = GROUPS.includes(call[0] ?? '');
		const isSkipped = isInSkipped || (isTest && call.some((name) => OFF.includes(name)));
		const title = isTest ? titleOf(node as ts.CallExpression) : undefined;
		if (title !== undefined) found.push({ title, isSkipped });
		ts.forEachChild(node, (child) => visit(child, isSkipped));
	};
	visit(ts.createSourceFile('test.mts', source, ts.ScriptTarget.ESNext, true), false);
	return found;
}

/** `it.each(…)` is `['it', 'each']`. */
function namesOf(expression: ts.Expression): string[] {
	if (ts.isIdentifier(expression)) return [expression.text];
	if (ts.isPropertyAccessExpression(expression))
		return [...namesOf(expression.expression), expression.name.text];
	if (ts.isCallExpression(expression) || ts.isTaggedTemplateExpression(expression))
		return namesOf(ts.isCallExpression(expression) ? expression.expression : expression.tag);
	return [];
}

function titleOf({ arguments: [first] }: ts.CallExpression): string | undefined {
	if (!first) return undefined;
	if (ts.isStringLiteralLike(first)) return first.text;
	if (!ts.isTemplateExpression(first)) return undefined;
	return first.head.text + first.templateSpans.map(({ literal }) => `%s${literal.text}`).join('');
}

/** Whether a name in Vitest's report comes from this title, with its placeholders filled in. */
export function isNameOf(title: string, name: string): boolean {
	const pattern = title
		.split(/%[sdifjoOc#$]|\$[\w.]+/)
		.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
		.join('.*');
	return new RegExp(`^${pattern}$`, 's').test(name);
}
