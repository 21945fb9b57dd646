/**
 * Runs the comparisons, or the ones named: `npm run bench -- starts ready`. Each is bundled first, as the program is, and
 * run by the Node that development pins.
 */
import {spawnSync} from 'node:child_process';
import {globSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

/** What the comparisons are made with, not comparisons themselves. */
const PARTS = new Set(['median']);

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const all = globSync('bench/*.ts', {cwd: root})
	.map(file => basename(file, '.ts'))
	.filter(name => !PARTS.has(name));
const names = process.argv.length > 2 ? process.argv.slice(2) : all.sort();
for (const name of names) {
	const outfile = join(root, `node_modules/.cache/bench/${name}.js`);
	await build({
		absWorkingDir: root,
		entryPoints: [`bench/${name}.ts`],
		outfile,
		bundle: true,
		format: 'esm',
		platform: 'node',
		external: ['ssh2', 'node-pty', 'ssh-config'],
		logLevel: 'warning',
	});
	console.log(`\n== ${name}`);
	const {status} = spawnSync(join(root, 'node_modules/.bin/node'), [outfile], {stdio: 'inherit', cwd: root});
	process.exitCode ||= status ?? 1;
}
