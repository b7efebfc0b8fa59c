import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

export interface DatabaseRow {
	table: string;
	/** The values by column. */
	row: Record<string, unknown>;
}

/** All rows of an SQLite database, or of a dump of PostgreSQL (`dump.sql`). */
export function readRows(file: string): Iterable<DatabaseRow> {
	return file.endsWith('.sql') ? rowsOfDump(readFileSync(file, 'latin1')) : rowsOfSqlite(file);
}

function* rowsOfSqlite(file: string): Generator<DatabaseRow> {
	using database = new DatabaseSync(file, { readOnly: true });
	const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
	for (const { name: table } of tables as Array<{ name: string }>) {
		for (const row of database.prepare(`SELECT * FROM "${table}"`).iterate()) yield { table, row };
	}
}

/** pg_dump writes a table as `COPY schema.table (column, "Column") FROM stdin;`, its rows, and `\\.`. */
function* rowsOfDump(dump: string): Generator<DatabaseRow> {
	let table = '';
	let columns: string[] = [];
	for (const line of dump.split('\n')) {
		const [, name, list] = /^COPY \w+\.(\S+) \((.*)\) FROM stdin;$/.exec(line) ?? [];
		if (name !== undefined) {
			table = name.replaceAll('"', '');
			columns = (list ?? '').split(', ').map((column) => column.replaceAll('"', ''));
		} else if (line === '\\.') table = '';
		else if (table !== '') {
			const values = line.split('\t').map(unescapeCopy);
			yield { table, row: Object.fromEntries(columns.map((column, n) => [column, values[n]])) };
		}
	}
}

const CONTROLS: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

const unescapeCopy = (text: string): string | null =>
	text === '\\N' ? null : text.replace(/\\(.)/g, (_, sign: string) => CONTROLS[sign] ?? sign);
