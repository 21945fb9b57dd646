import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {accessBy} from './access.js';
import {createCells} from './cells.js';
import {createKernel} from './kernel.js';
import {runKernel} from './kernel-process.js';
import {createNotepad} from './web-server.js';

/**
 * The program of the app `notepad`: a page of cells that run on the node. It takes its token from a file and serves until
 * it is told to end. With `--kernel` it is the process behind the JavaScript cells instead.
 */
const {values} = parseArgs({
	options: {
		bind: {type: 'string', default: '127.0.0.1'},
		port: {type: 'string', default: '0'},
		'token-file': {type: 'string'},
		kernel: {type: 'boolean', default: false},
	},
});

if (values.kernel) {
	runKernel();
} else {
	await serve(values.bind, Number(values.port), tokenIn(values['token-file']));
}

async function serve(bind: string, port: number, token: string): Promise<void> {
	const file = fileURLToPath(import.meta.url);
	const kernel = createKernel(file, ['--kernel']);
	const cells = createCells(kernel);
	const server = createNotepad({
		access: accessBy(token),
		cells,
		page: join(dirname(file), 'page'),
		workdir: process.cwd(),
	});
	server.listen(port, bind);
	await once(server, 'listening');
	const address = server.address();
	console.log(`notepad on ${JSON.stringify(address)}, process ${process.pid}`);
	for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
		process.once(signal, () => {
			cells.interrupt();
			kernel.stop();
			server.close();
			server.closeAllConnections();
		});
	}
}

function tokenIn(file: string | undefined): string {
	const token = file === undefined ? '' : readFileSync(file, 'utf8').trim();
	if (!/^[\w-]{16,}$/.test(token)) {
		throw new Error('wanted: --token-file FILE, with 16 or more letters and digits in it');
	}

	return token;
}
