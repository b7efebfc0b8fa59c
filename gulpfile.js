const { dest, parallel, series, src } = require('gulp');
const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');

const clean = async () => await rm('dist', { recursive: true, force: true });

const compile = () =>
	spawn(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.json'], {
		stdio: 'inherit',
	});

/** Icons are copied byte for byte; codex files and output previews are what n8n reads beside the compiled node. */
const assets = () =>
	src(
		['{nodes,credentials}/**/*.{svg,png}', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'],
		{
			base: '.',
			encoding: false,
		},
	).pipe(dest('dist'));

exports.clean = clean;
exports.build = series(clean, parallel(compile, assets));
exports.default = exports.build;
