import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Home, openHome} from './support/home.js';
import {asAlice, inHost} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {NODE} from './support/places.js';

const CLIENT = fileURLToPath(new URL('support/browser-client.ts', import.meta.url));
const CELL = 'import socket, sys\nprint(6 * 7, socket.gethostname(), sys.prefix)';
const NOTEBOOK = JSON.stringify({
	cells: [{cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: CELL}],
	metadata: {kernelspec: {name: 'analysis', display_name: 'Python (analysis)', language: 'python'}},
	nbformat: 4,
	nbformat_minor: 2,
});

type Seen = {
	readonly refusal: string;
	readonly printed: string;
	readonly kernel: string;
	readonly protocol: string;
	readonly picture: string;
};

onCluster('a notebook over TLS, with a password, in a real browser', () => {
	let home: Home;

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster();
		await inHost('login', ['sh', '-c', 'mkdir -p ~/browser && cat > ~/browser/cell.ipynb'], {
			user: 'alice',
			input: NOTEBOOK,
		});
		await asAlice('python3 -m venv --without-pip --system-site-packages ~/venvs/analysis');
	});
	afterAll(() => home.close());

	it('shows the certificate that the node made, and a URL without a token', async () => {
		const words = [
			'--set',
			'tls=true',
			'--set',
			'auth=password',
			'--set',
			'kernels=~/venvs/analysis',
			'--workdir',
			'~/browser',
		];
		const url = await home.start('jupyter', 'safe', '--wait', '--timeout', '90s', ...words);
		expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/$/);
		const {id, tunnels} = await home.show('safe');
		const shown = await asAlice(
			`openssl x509 -noout -fingerprint -sha256 -in ~/.hpctui/sessions/${id}/certificate.pem`,
		);
		expect(tunnels[0]?.fingerprint).toBe(shown.split('=')[1]);
		expect(await home.good('show', 'safe')).toContain(tunnels[0]?.fingerprint);
	});

	it('a wrong password is refused; with the right one a cell runs in the kernel of the environment', async () => {
		const url = await home.good('url', 'safe');
		const password = await home.good('secret', 'safe');
		const input = JSON.stringify({url, password, notebook: 'cell.ipynb'});
		const seen = JSON.parse(await inHost('laptop', [NODE, CLIENT], {input, timeoutMs: 150_000})) as Seen;
		const {job} = await home.show('safe');
		expect(seen).toMatchObject({protocol: 'https:', kernel: 'analysis', refusal: expect.stringMatching(/invalid/i)});
		expect(seen.printed).toBe(`42 ${job.nodes[0]} /home/alice/venvs/analysis`);
		const pictures = process.env['HPCTUI_TEST_PICTURES'];
		if (pictures !== undefined) {
			await writeFile(join(pictures, 'jupyter.png'), Buffer.from(seen.picture, 'base64'));
		}

		expect(await home.good('logs', 'safe')).not.toContain(password);
		expect(await home.daemonLog()).not.toContain(password);
		expect(await asAlice('ls ~/.local/share/jupyter/kernels 2>/dev/null || true')).toBe('');
	});
});
