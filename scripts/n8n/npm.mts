import { UserError, systemCode } from '../userError.mts';
import { run } from '../processes.mts';

interface NpmOptions {
	cwd: string;
	/** File that gets npm's output. */
	log: string;
	/** What npm is doing, for the error message: "install n8n". */
	task: string;
	signal?: AbortSignal;
}

const reasons: Array<[pattern: RegExp, sentence: string]> = [
	[
		/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/,
		"npm cannot reach its registry. Check the network connection and npm's proxy settings, then try again",
	],
	[/\bENOSPC\b/, 'the disk is full. Free up some space, then try again'],
	[
		/\b(EACCES|EPERM|EROFS)\b/,
		'npm is not allowed to write there. Check the permissions of the folder',
	],
	[/\b(gyp ERR|node-gyp)/, 'compiling failed. Install a C++ compiler, make and Python 3'],
];

/** Runs npm. Throws a UserError with the reason if it fails. */
export async function npm(args: string[], { task, ...options }: NpmOptions): Promise<string> {
	const failed = (reason: string) =>
		new UserError(`Could not ${task}: ${reason}. See npm's output: ${options.log}`);
	let result;
	try {
		result = await run('npm', args, options);
	} catch (error) {
		if (systemCode(error) === 'ENOENT') throw failed('npm was not found in the PATH');
		throw error;
	}
	if (result.code === 0) return result.output;
	throw failed(reasonIn(result.output));
}

/** The reason for a failure, from npm's output: a known one, or else npm's first error line. */
export function reasonIn(output: string): string {
	for (const [pattern, sentence] of reasons) if (pattern.test(output)) return sentence;
	const words = output
		.split('\n')
		.filter((line) => /^npm (error|ERR!)/.test(line) && !/complete log of this run/.test(line))
		.map((line) => line.replace(/^npm (error|ERR!)\s*/, ''))
		.find((line) => line !== '' && !/^code /.test(line));
	return words ?? 'npm failed';
}
