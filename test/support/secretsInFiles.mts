import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRows } from './databaseRows.mts';
import { fragmentsOf } from './secrets.mts';

/** Folders of n8n's installation, to which no run writes. */
const INSTALLED = 'node_modules';

/** A file of an SQLite database, including its journals, or of PostgreSQL's data in a folder of that name. */
const DATABASE = /\.sqlite(-wal|-journal)?$|\/postgres\/(data\/|dump\.sql$)/;

/** What to search for. */
export interface Secrets {
	/** Must not occur at all: n8n stores credentials encrypted. */
	tokens: readonly string[];
	/** Must not occur in a log file. They are part of the records, and so of stored executions. */
	accountIds?: readonly string[];
	/** Those that are stored in the static data of a workflow are found without being listed here. */
	deliverySecrets?: readonly string[];
}

/**
 * Where a secret occurs, plain or encoded, in the files of an n8n folder: log files, exports, binary data, the
 * append-only file of Redis, and the database (that of SQLite, or PostgreSQL's data with a dump), both as bytes
 * and by table and column. Delivery secrets may occur in the static data of the workflow, in the copy of the
 * workflow that n8n stores with an execution, and where n8n logs the path of a request.
 */
export function findSecretsInFiles(
	folder: string,
	{ tokens, accountIds = [], deliverySecrets = [] }: Secrets,
): string[] {
	const files = filesIn(folder).map((file) => ({ file, bytes: readFileSync(file, 'latin1') }));
	const databases = files.filter(({ file }) => DATABASE.test(file));
	const stored = databases.flatMap(({ bytes }) => deliverySecretsIn(bytes));
	const everywhere = fragmentsOf(tokens);
	const elsewhere = fragmentsOf([...new Set([...deliverySecrets, ...stored])]);
	const inLogs = fragmentsOf(accountIds);
	const inBytes = files.filter(
		({ file, bytes }) =>
			isIn(bytes, everywhere) ||
			(!DATABASE.test(file) && isIn(withoutRequestPaths(bytes), elsewhere)) ||
			(file.endsWith('.log') && isIn(bytes, inLogs)),
	);
	const inRows = files
		.filter(({ file }) => /\.sqlite$|\/dump\.sql$/.test(file))
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

/** n8n logs the path of a request that it cannot read, or whose execution it cannot store, and that of all at level debug. */
const withoutRequestPaths = (log: string): string =>
	log
		.replace(/(Error in handling webhook request [A-Z]+) [^\s:]+/g, '$1')
		.replace(/(Received webhook "[A-Z]+" for path) "[^"\s]+"/g, '$1');

/** From the stored states of triggers, including those that SQLite has not overwritten yet. */
const deliverySecretsIn = (bytes: string): string[] =>
	[...bytes.matchAll(/"secret":"([\w-]{32})"/g)].map(([, secret = '']) => secret);

function columnsWith(file: string, fragments: string[]): string[] {
	const places = new Set<string>();
	for (const { table, row } of readRows(file)) {
		for (const [column, value] of Object.entries(row)) {
			const place = `${table}.${column}`;
			if (isIn(withoutStaticData(place, textOf(value)), fragments)) places.add(`${file}: ${place}`);
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
