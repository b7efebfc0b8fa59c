/** Rows as a text table: as many columns as fit into a width, with long values truncated. */
export function table(rows: Array<Record<string, unknown>>, width: number): string {
	const columns = fitting(
		Object.keys(rows[0] ?? {}).map((name) => column(name, rows)),
		width,
	);
	const lines = rows.map((_, row) => columns.map(({ cells }) => cells[row + 1] ?? '').join(gap));
	return [
		columns.map(({ cells }) => cells[0]).join(gap),
		columns.map(({ size }) => '─'.repeat(size)).join(gap),
		...lines,
	].join('\n');
}

const gap = '  ';
const widest = 28;

interface Column {
	size: number;
	/** The name, then a value for each row, all of the same size. */
	cells: string[];
}

function column(name: string, rows: Array<Record<string, unknown>>): Column {
	const texts = [name, ...rows.map((row) => text(row[name]))];
	const size = Math.min(widest, Math.max(...texts.map(({ length }) => length)));
	return { size, cells: texts.map((value) => cut(value, size).padEnd(size)) };
}

function fitting(columns: Column[], width: number): Column[] {
	let used = 0;
	return columns.filter(({ size }) => {
		used += size + gap.length;
		return used <= width + gap.length;
	});
}

function text(value: unknown): string {
	if (value === null || value === undefined) return '';
	const plain = typeof value === 'object' ? JSON.stringify(value) : String(value);
	return plain.replace(/\s+/g, ' ');
}

function cut(value: string, size: number): string {
	return value.length > size ? `${value.slice(0, size - 1)}…` : value;
}
