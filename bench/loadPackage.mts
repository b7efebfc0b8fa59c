/** Measures the time and memory that n8n's own loader needs for the nodes of one package at startup. */
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

interface Loader {
	loadAll(): Promise<void>;
	known: { nodes: object };
}
type LoaderClass = new (folder: string) => Loader;

const [program = '', folder = ''] = process.argv.slice(2);
const require = createRequire(program);
const { LazyPackageDirectoryLoader } = require('n8n-core') as Record<string, LoaderClass>;
if (!LazyPackageDirectoryLoader) throw new Error('n8n-core has no loader');
require('n8n-workflow');

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const memory = () => {
	collectGarbage();
	return process.memoryUsage().heapUsed;
};

const before = memory();
const startedAt = performance.now();
const loader = new LazyPackageDirectoryLoader(folder);
await loader.loadAll();
const ms = performance.now() - startedAt;
const mb = (memory() - before) / 1e6;
console.log(JSON.stringify({ ms, mb, nodes: Object.keys(loader.known.nodes).length }));
process.exit();
