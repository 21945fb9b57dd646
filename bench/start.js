/**
 * Runs one comparison: `node bench/start.js tunnels`. It is bundled first, as the program is, and run by the Node that
 * development pins.
 */
import {spawnSync} from 'node:child_process';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [name = 'tunnels', ...words] = process.argv.slice(2);
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
const {status} = spawnSync(join(root, 'node_modules/.bin/node'), [outfile, ...words], {stdio: 'inherit'});
process.exitCode = status ?? 1;
