import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from 'n8n-workflow';

export interface LogLine {
	level: 'debug' | 'error' | 'info' | 'warn';
	message: string;
	metadata: unknown;
}

interface ScopedLogger extends Logger {
	scoped(): ScopedLogger;
}

/** Replaces n8n's logger and gives each run the lines written during it. */
export interface LogRecorder {
	readonly logger: ScopedLogger;
	collect<T>(lines: LogLine[], during: () => T): T;
}

export function createLogRecorder(): LogRecorder {
	const current = new AsyncLocalStorage<LogLine[]>();
	const write = (level: LogLine['level']) => (message: string, metadata?: unknown) => {
		current.getStore()?.push({ level, message, metadata });
	};
	const logger: ScopedLogger = {
		debug: write('debug'),
		error: write('error'),
		info: write('info'),
		warn: write('warn'),
		scoped: () => logger,
	};
	return { logger, collect: (lines, during) => current.run(lines, during) };
}
