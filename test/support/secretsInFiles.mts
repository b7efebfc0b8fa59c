import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fragmentsOf } from './secrets.mts';

/** Folders of n8n's installation, to which no run writes. */
const INSTALLED = 'node_modules';

/** A file of an SQLite database, including its journals. */
const DATABASE = /\.sqlite(-wal|-journal)?$/;

/**
 * Where a secret occurs, plain or encoded, in the files of an n8n folder: log files, exports, binary data,
 * and the SQLite database, both as bytes and by table and column. `never` must not occur at all: n8n stores
 * credentials encrypted. The delivery secrets of webhook triggers, which are detected automatically, may occur in
 * the static data of the workflow, in the copy of the workflow that n8n stores with an execution, and in
 * the path that n8n logs for a request that it cannot handle.
 */
export function findSecretsInFiles(folder: string, never: string[]): string[] {
	const files = filesIn(folder).map((file) => ({ file, bytes: readFileSync(file, 'latin1') }));
	const databases = files.filter(({ file }) => DATABASE.test(file));
	const deliverySecrets = databases.flatMap(({ bytes }) => deliverySecretsIn(bytes));
	const everywhere = fragmentsOf(never);
	const elsewhere = fragmentsOf(deliverySecrets);
	const inBytes = files.filter(
		({ file, bytes }) =>
			isIn(bytes, everywhere) ||
			(!DATABASE.test(file) && isIn(withoutFailedRequests(bytes), elsewhere)),
	);
	const inRows = files
		.filter(({ file }) => file.endsWith('.sqlite'))
		.flatMap(({ file }) => columnsWith(file, [...everywhere, ...elsewhere]));
	return [...inBytes.map(({ file }) => file), ...inRows];
}

function filesIn(folder: string): string[] {
	const entries = readdirSync(folder, { withFileTypes: true });
	return entries.flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === INSTALLED ? [] : filesIn(path);
		return entry.isFile() ? [path] : [];
	});
}

const isIn = (text: string, fragments: string[]): boolean =>
	fragments.some((fragment) => text.includes(fragment));

/** n8n logs the path of a request that it cannot read, or whose execution it cannot store. */
const withoutFailedRequests = (log: string): string =>
	log.replace(/(Error in handling webhook request [A-Z]+) [^\s:]+/g, '$1');

/** From the stored states of triggers, including those that SQLite has not overwritten yet. */
const deliverySecretsIn = (bytes: string): string[] =>
	[...bytes.matchAll(/"secret":"([\w-]{32})"/g)].map(([, secret = '']) => secret);

function columnsWith(file: string, fragments: string[]): string[] {
	using database = new DatabaseSync(file, { readOnly: true });
	const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
	const places = new Set<string>();
	for (const { name: table } of tables as Array<{ name: string }>) {
		for (const row of database.prepare(`SELECT * FROM "${table}"`).iterate()) {
			for (const [column, value] of Object.entries(row)) {
				const place = `${table}.${column}`;
				if (isIn(withoutStaticData(place, textOf(value)), fragments))
					places.add(`${file}: ${place}`);
			}
		}
	}
	return [...places];
}

const textOf = (value: unknown): string =>
	value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);

function withoutStaticData(place: string, text: string): string {
	if (place === 'workflow_entity.staticData') return '';
	if (place !== 'execution_data.workflowData') return text;
	return JSON.stringify({ ...(JSON.parse(text) as object), staticData: undefined });
}
