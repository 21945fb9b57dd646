import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const SOURCE = `
import {runDemoServers} from './source/demo/run-demo-servers.js';
import {demoPlacesIn} from './source/demo/places.js';
const ending = new AbortController();
process.once('SIGTERM', () => ending.abort());
await runDemoServers(demoPlacesIn(process.argv[2]), ending.signal);
process.exit(0);
`;

/** A program that does what the hidden word of the command line does. It lies where its packages can be found. */
export async function buildServersProgram(): Promise<{path: string; remove(): Promise<void>}> {
	const cache = join(ROOT, 'node_modules', '.cache');
	await mkdir(cache, {recursive: true});
	const folder = await mkdtemp(join(cache, 'hpctui-test-'));
	const path = join(folder, 'servers.mjs');
	await build({
		stdin: {contents: SOURCE, resolveDir: ROOT, loader: 'ts'},
		outfile: path,
		bundle: true,
		format: 'esm',
		platform: 'node',
		external: ['ssh2', 'node-pty'],
		logLevel: 'warning',
	});
	return {path, remove: async () => rm(folder, {recursive: true, force: true})};
}
