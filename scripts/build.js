/**
 * Bundles the program into dist/, in two builds. The commands become one file: loading a module costs a millisecond, and
 * `hpctui ls` should cost no more than the question to the daemon. Everything else (daemon, screen, demo, drivers) shares
 * chunks, and each driver is a module of its own, so that the registries find drivers by listing a folder, as they do in
 * the sources.
 */
import {globSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const outdir = join(root, 'dist');

/** What the entry imports, and the one file that it becomes. */
const COMMANDS = './source/commands/run.js';
const COMMANDS_BUNDLE = './commands.cjs';

const common = {
	absWorkingDir: root,
	bundle: true,
	format: 'esm',
	platform: 'node',
	target: 'node22',
	jsx: 'automatic',
	minifySyntax: true,
	sourcemap: 'linked',
	define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
	// Native or not made for ESM bundles: they stay packages. react-devtools-core is only asked for when DEV is set.
	external: ['ssh2', 'node-pty', 'react-devtools-core'],
	banner: {
		js: "import {createRequire as requireFrom} from 'node:module'; const require = requireFrom(import.meta.url);",
	},
	logLevel: 'warning',
};

/** CommonJS, because only there a module that is loaded late also loads Node's own modules late. */
const commandsApart = {
	name: 'commands-apart',
	setup(builder) {
		builder.onResolve({filter: /commands\/run\.js$/}, ({path, importer}) =>
			path === COMMANDS && importer.endsWith('cli.tsx') ? {path: COMMANDS_BUNDLE, namespace: 'bundle'} : undefined,
		);
		builder.onLoad({filter: /.*/, namespace: 'bundle'}, ({path}) => ({
			contents: `import {createRequire} from 'node:module'; export const {run} = createRequire(import.meta.url)('../${path}');`,
		}));
	},
};

await rm(outdir, {recursive: true, force: true});
await Promise.all([
	build({
		...common,
		entryPoints: ['cli.tsx', ...globSync('drivers/*/*.ts', {cwd: root})],
		outdir,
		outbase: '.',
		splitting: true,
		chunkNames: 'chunks/[name]-[hash]',
		plugins: [commandsApart],
	}),
	build({
		...common,
		entryPoints: {commands: 'source/commands/run.ts'},
		outdir,
		outExtension: {'.js': '.cjs'},
		format: 'cjs',
		define: {...common.define, 'import.meta.url': 'ownUrl'},
		banner: {js: "const ownUrl = require('node:url').pathToFileURL(__filename).href;"},
	}),
]);
