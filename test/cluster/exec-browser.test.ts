import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {addDoor, TRANSPORTS} from './support/doors.js';
import {type Home, openHome} from './support/home.js';
import {inHost} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {NODE} from './support/places.js';

const CLIENT = fileURLToPath(new URL('support/browser-client.ts', import.meta.url));
const CELL = {cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: 'print(6 * 7)'};
const NOTEBOOK = JSON.stringify({
	cells: [CELL],
	metadata: {kernelspec: {name: 'python3', display_name: 'Python', language: 'python'}},
	nbformat: 4,
	nbformat_minor: 2,
});
const TO_LOGIN = ['--host', 'login', '--hop', 'erin@gateway', '--route', 'exec'];

describe.each(TRANSPORTS)('with %s', transport => {
	onCluster('a notebook in a real browser, where commands carry its connections', () => {
		let home: Home;
		beforeAll(async () => {
			home = await openHome();
			await addDoor(home, {transport, user: 'erin', words: TO_LOGIN});
			const keep = ['sh', '-c', 'mkdir -p ~/browser && cat > ~/browser/cell.ipynb'];
			await inHost('login', keep, {user: 'erin', input: NOTEBOOK});
		});
		afterAll(() => home.close());

		it('its kernel connects though it keeps more connections than are carried at once, and the session stays ready', async () => {
			const words = ['--set', 'auth=password', '--workdir', '~/browser', '--wait', '--timeout', '90s'];
			const url = await home.good('new', 'jupyter', '--cluster', 'erin', '--name', 'carried', ...words);
			const password = await home.good('secret', 'carried');
			const input = JSON.stringify({url, password, notebook: 'cell.ipynb'});
			const seen = JSON.parse(await inHost('laptop', [NODE, CLIENT], {input, timeoutMs: 150_000}));
			expect(seen).toMatchObject({printed: '42', kernel: 'python3'});
			expect(await home.show('carried')).toMatchObject({state: 'ready', tunnels: [{route: 'exec', state: 'open'}]});
		});
	});
});
