import { parseArgs } from 'node:util';
import { releases, type MajorVersion } from './n8n/index.mts';
import { UserError } from './userError.mts';

type Flags = Record<string, { type: 'string' | 'boolean' }>;

/** Flags of the command line; an unknown one is a UserError that shows the usage. */
export function readFlags<T extends Flags>(options: T, usage: string) {
	try {
		return parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } }).values;
	} catch (error) {
		throw new UserError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
	}
}

/** A port number from a flag or an environment variable. */
export function readPort(text: string | undefined, where: string, otherwise: number): number {
	if (text === undefined || text === '') return otherwise;
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
	throw new UserError(`"${text}" is not a port number (1 to 65535). Check ${where}`);
}

export function readMajorVersion(text: string | undefined): MajorVersion {
	if (text === undefined) return '2';
	if (isMajorVersion(text)) return text;
	throw new UserError(
		`n8n ${text} is not supported. Choose ${Object.keys(releases).join(' or ')}: --n8n`,
	);
}

function isMajorVersion(text: string): text is MajorVersion {
	return Object.hasOwn(releases, text);
}
