import {readFileSync} from 'node:fs';
import {createServer} from 'node:https';
import {type AddressInfo, createServer as createTcpServer, type Server} from 'node:net';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {PortSpec} from '../../source/core/app.js';
import {newTunnel} from '../../source/core/tunnels.js';
import {askApp} from '../../source/daemon/readiness.js';

const FOLDER = join(import.meta.dirname, '../fixtures/tls');
const FINGERPRINT = '12:32:99:AB:0C:15:13:1D:69:00:08:28:BE:67:EF:A2:D7:97:9D:59:E2:73:94:A4:AF:72:41:D6:33:6E:1B:6A';
const OTHER = FINGERPRINT.replace(/^../, '00');
const PORT: PortSpec = {
	name: 'web',
	kind: 'https',
	isRequired: true,
	readiness: {how: 'http', path: '/api', headers: {authorization: 'token {token}'}, contains: ['mine']},
};

async function listening(server: Server): Promise<number> {
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.close();
	});
	return (server.address() as AddressInfo).port;
}

/** A server with the certificate of the fixtures, and what it was asked with. */
async function secure() {
	const asked: string[] = [];
	const server = createServer(
		{key: readFileSync(join(FOLDER, 'key.pem')), cert: readFileSync(join(FOLDER, 'certificate.pem'))},
		(request, response) => {
			asked.push(request.headers.authorization ?? '');
			response.end('mine');
		},
	);
	return {asked, port: await listening(server)};
}

function ask(port: PortSpec, localPort: number, fingerprint: string | null, settings: Record<string, string> = {}) {
	const tunnel = {...newTunnel('web', {type: 'app'}, {isRequired: true, localPort}), fingerprint};
	return askApp({port, tunnel, settings, secrets: {token: 'SECRET'}}, AbortSignal.timeout(2000));
}

describe('over TLS', () => {
	test('the certificate that the job told is let in', async () => {
		const {port, asked} = await secure();
		expect(await ask(PORT, port, FINGERPRINT)).toBe('ours');
		expect(asked).toEqual(['token SECRET']);
	});

	test('the one that was pinned is the only one, however it is written', async () => {
		const {port} = await secure();
		const pinned = FINGERPRINT.replaceAll(':', '').toLowerCase();
		expect(await ask(PORT, port, OTHER, {fingerprint: pinned})).toBe('ours');
		await expect(ask(PORT, port, FINGERPRINT, {fingerprint: OTHER})).rejects.toThrow('another certificate');
	});

	test.each([
		['another certificate', OTHER, 'another certificate answers than the one of the job'],
		['none that the node told', null, 'the node has not told the certificate of web yet'],
	])('%s: no secret is sent', async (_what, fingerprint, said) => {
		const {port, asked} = await secure();
		await expect(ask(PORT, port, fingerprint)).rejects.toThrow(said);
		expect(asked).toEqual([]);
	});
});

describe('by what is said', () => {
	const port: PortSpec = {
		name: 'web',
		kind: 'tcp',
		isRequired: true,
		readiness: {how: 'talk', send: 'AUTH {token}\r\nPING\r\n', expect: '+PONG', starting: '-LOADING'},
	};
	test.each([
		['+OK\r\n+PONG\r\n', 'ours'],
		['+OK\r\n-LOADING Redis is loading\r\n', 'not-yet'],
		['-WRONGPASS invalid password\r\n', 'stranger'],
	])('%j', async (answer, wanted) => {
		let said = '';
		const server = createTcpServer(socket => {
			socket.on('error', () => undefined);
			socket.on('data', piece => {
				said += piece.toString();
				socket.end(answer);
			});
		});
		expect(await ask(port, await listening(server), null)).toBe(wanted);
		expect(said).toBe('AUTH SECRET\r\nPING\r\n');
	});
});
