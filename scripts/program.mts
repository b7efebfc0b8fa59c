import './followParent.mts';
import { UserError, systemCode } from './userError.mts';

interface ProgramOptions {
	/** Exit code after Ctrl-C or SIGTERM. */
	interruptedCode: number;
}

/**
 * Runs a command-line program. `signal` is aborted by Ctrl-C and SIGTERM; `main` ends what it
 * started and returns or throws. A second Ctrl-C ends everything at once.
 */
export async function runProgram(
	main: (signal: AbortSignal) => Promise<void>,
	{ interruptedCode }: ProgramOptions,
): Promise<void> {
	const interruption = new AbortController();
	let since = 0;
	const interrupt = () => {
		const { aborted } = interruption.signal;
		// A single Ctrl-C may arrive twice: from the terminal and forwarded by npm.
		if (aborted && Date.now() - since > 1000) process.exit(130);
		if (!aborted) since = Date.now();
		interruption.abort();
	};
	process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
	try {
		await main(interruption.signal);
	} catch (error) {
		process.exitCode = exitCodeFor(error, interruption.signal.aborted ? interruptedCode : 1);
	}
	// All work is done; do not wait for keep-alive connections.
	process.exit();
}

function exitCodeFor(error: unknown, code: number): number {
	if (error instanceof Error && error.name === 'AbortError') return code;
	console.error('\n%s\n', wordsFor(error));
	return 1;
}

/** System errors are clear in one line; only a bug of ours needs a stack trace. */
function wordsFor(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const isPlain = error instanceof UserError || (systemCode(error) && 'syscall' in error);
	return isPlain ? error.message : (error.stack ?? error.message);
}
