/**
 * Loads modules without NODE_ENV=test, which vitest sets. With it, n8n's class loader takes a
 * shortcut, and rules of n8n's linter treat every file as a node. They read it when loaded.
 */
export function loadAsInProduction<T>(load: () => T): T {
	const { NODE_ENV } = process.env;
	process.env.NODE_ENV = 'production';
	try {
		return load();
	} finally {
		if (NODE_ENV === undefined) delete process.env.NODE_ENV;
		else process.env.NODE_ENV = NODE_ENV;
	}
}
