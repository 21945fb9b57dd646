/**
 * Bundles the program into dist/, in four builds. The commands become one file, and the screen another: loading a module costs a
 * millisecond, and `hpctui ls` should cost no more than the question to the daemon. Daemon, demo and drivers share chunks; each
 * keeps the path that it has in the sources, so that the entry finds it, and the registries find drivers by listing a folder.
 */
import {globSync} from 'node:fs';
import {cp, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const outdir = join(root, 'dist');

/** What cli.tsx loads when it is wanted, and the demo's notepad, which runs as a program of its own. */
const PARTS = [
	'source/core/fault.ts',
	'source/daemon/clock.ts',
	'source/daemon/main.ts',
	'source/demo/notepad/server.ts',
	'source/demo/places.ts',
	'source/demo/run-demo-servers.ts',
	'source/demo/run-demo.ts',
	'source/wire/paths.ts',
];
const NOTEPAD_PAGE = 'source/demo/notepad/page';

/** Native, or not made for ESM bundles: they stay packages. */
const PACKAGES = ['ssh2', 'node-pty'];

/** Ink asks for React's developer tools when DEV is set, which it is not here. */
const withoutDevtools = {
	name: 'without-devtools',
	setup(builder) {
		builder.onResolve({filter: /^react-devtools-core$/}, () => ({path: 'nothing', namespace: 'nothing'}));
		builder.onLoad({filter: /.*/, namespace: 'nothing'}, () => ({contents: 'export default {};'}));
	},
};

const common = {
	absWorkingDir: root,
	outdir,
	bundle: true,
	format: 'esm',
	platform: 'node',
	target: 'node22',
	jsx: 'automatic',
	minifySyntax: true,
	sourcemap: 'linked',
	define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
	logLevel: 'warning',
	plugins: [withoutDevtools],
};

/** Packages of the CommonJS kind ask for Node's own modules by `require`. */
const withRequire = {
	banner: {
		js: "import {createRequire as requireFrom} from 'node:module'; const require = requireFrom(import.meta.url);",
	},
};

await rm(outdir, {recursive: true, force: true});
await Promise.all([
	// The entry is only translated: it loads the parts by the paths that they have in the sources.
	build({...common, entryPoints: ['cli.tsx'], bundle: false, plugins: []}),
	build({
		...common,
		entryPoints: [...PARTS, ...globSync('drivers/*/*.ts', {cwd: root})],
		outbase: '.',
		splitting: true,
		chunkNames: 'chunks/[name]-[hash]',
		external: PACKAGES,
		banner: {
			js: "import {createRequire as requireFrom} from 'node:module'; const require = requireFrom(import.meta.url);",
		},
	}),
	// The screen is one file for the same reason: the first frame waits for it.
	build({
		...common,
		...withRequire,
		entryPoints: ['source/ui/open-screen.ts', 'source/ui/attach/open-attach.ts'],
		outbase: '.',
		external: PACKAGES,
	}),
	// CommonJS, because only there a module that is loaded late also loads Node's own modules late.
	build({
		...common,
		entryPoints: {commands: 'source/commands/run.ts'},
		outExtension: {'.js': '.cjs'},
		format: 'cjs',
		external: PACKAGES,
		define: {...common.define, 'import.meta.url': 'ownUrl'},
		banner: {js: "const ownUrl = require('node:url').pathToFileURL(__filename).href;"},
	}),
]);
await cp(join(root, NOTEPAD_PAGE), join(outdir, NOTEPAD_PAGE), {recursive: true});
