const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** Reports in a few words what a step is doing. */
export type Report = (detail: string) => void;

/**
 * Shows a running step and its duration: one line that is rewritten on a terminal,
 * or a line every 15 seconds if the output goes to a file.
 */
export async function step<T>(title: string, work: (report: Report) => Promise<T>): Promise<T> {
	const began = Date.now();
	const terminal = process.stdout.isTTY;
	let detail = '';
	let frame = 0;
	const draw = () => {
		const mark = spinner[frame++ % spinner.length];
		process.stdout.write(`\r\x1b[K${mark} ${fit(line(title, began, detail))}`);
	};
	const log = () => console.log(`  ${line(title, began, detail)}`);
	const timer = terminal ? setInterval(draw, 120) : setInterval(log, 15_000);
	const end = (mark: string) => {
		clearInterval(timer);
		if (terminal) process.stdout.write('\r\x1b[K');
		console.log(`${mark} ${line(title, began, '')}`);
	};
	try {
		const result = await work((text) => (detail = text));
		end('✓');
		return result;
	} catch (error) {
		end('✗');
		throw error;
	}
}

function line(title: string, began: number, detail: string): string {
	return [`${title} (${elapsed(Date.now() - began)})`, detail].filter(Boolean).join(': ');
}

/** A wrapped line cannot be rewritten. */
function fit(text: string): string {
	return text.slice(0, Math.max(20, process.stdout.columns - 3));
}

function elapsed(milliseconds: number): string {
	const seconds = Math.round(milliseconds / 1000);
	if (seconds < 60) return `${seconds} s`;
	return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
