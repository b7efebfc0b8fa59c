import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');

export const readText = (path: string) => readFileSync(join(ROOT, path), 'utf8');
export const readJson = (path: string) => JSON.parse(readText(path)) as Record<string, unknown>;

/** Paths of the files in a folder, relative to the package root, with forward slashes. */
export function filesIn(folder: string): string[] {
	return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
		.sort();
}

interface Source {
	path: string;
	/** Packages by name, our own files by path. */
	imports: Array<{ from: string; isOwn: boolean; names: string[] }>;
	tree: ts.SourceFile;
}

function sourceOf(path: string): Source {
	const tree = ts.createSourceFile(path, readText(path), ts.ScriptTarget.ESNext, true);
	const imports = tree.statements
		.filter((statement) => ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement))
		.flatMap((statement) => {
			if (!statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
			const { text } = statement.moduleSpecifier;
			const isOwn = text.startsWith('.');
			const bindings = ts.isImportDeclaration(statement)
				? statement.importClause?.namedBindings
				: statement.exportClause;
			const elements =
				bindings && (ts.isNamedImports(bindings) || ts.isNamedExports(bindings))
					? bindings.elements
					: [];
			const names = elements.map((element) => (element.propertyName ?? element.name).text);
			return [{ from: isOwn ? fileAt(posix.join(posix.dirname(path), text)) : text, isOwn, names }];
		});
	return { path, imports, tree };
}

/** A module's path with its ending. */
function fileAt(module: string): string {
	const known = filesOfCode().find((path) => [`${module}.ts`, `${module}/index.ts`].includes(path));
	return known ?? module;
}

let codeFiles: string[] | undefined;
function filesOfCode(): string[] {
	codeFiles ??= [...filesIn('nodes'), ...filesIn('credentials')].filter((path) =>
		path.endsWith('.ts'),
	);
	return codeFiles;
}

/** The source of the published files. */
export const sources = (): Source[] => filesOfCode().map(sourceOf);

/** The source of what develops, measures and tests the package; the tests themselves are not in it. */
export const toolSources = (): Source[] =>
	['sandbox', 'contract', 'scripts', 'bench', 'compat', 'evidence']
		.flatMap(filesIn)
		.filter((path) => /\.(mts|js)$/.test(path))
		.map(sourceOf);

/** Every node of a syntax tree. */
export function* nodesOf(tree: ts.Node): Generator<ts.Node> {
	yield tree;
	const children: ts.Node[] = [];
	ts.forEachChild(tree, (child) => void children.push(child));
	for (const child of children) yield* nodesOf(child);
}
