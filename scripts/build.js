/**
 * Bundles the program into dist/: the entry, the parts that it loads lazily, and each driver as a module of its own, so
 * that the registries find drivers by listing a folder, as they do in the sources.
 */
import {globSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const outdir = join(root, 'dist');
await rm(outdir, {recursive: true, force: true});
await build({
	absWorkingDir: root,
	entryPoints: ['cli.tsx', ...globSync('drivers/*/*.ts', {cwd: root})],
	outdir,
	outbase: '.',
	bundle: true,
	splitting: true,
	format: 'esm',
	platform: 'node',
	target: 'node22',
	jsx: 'automatic',
	minifySyntax: true,
	sourcemap: 'linked',
	define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
	// Native or not made for ESM bundles: they stay packages. react-devtools-core is only asked for when DEV is set.
	external: ['ssh2', 'node-pty', 'react-devtools-core'],
	chunkNames: 'chunks/[name]-[hash]',
	banner: {
		js: "import {createRequire as requireFrom} from 'node:module'; const require = requireFrom(import.meta.url);",
	},
	logLevel: 'warning',
});
