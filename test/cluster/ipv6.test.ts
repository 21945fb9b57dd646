import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {SessionDocument} from '../../source/core/session-document.js';
import {SERVE, sendAround} from './support/byte-store.js';
import {addDoor, TRANSPORTS} from './support/doors.js';
import {type Home, openHome} from './support/home.js';
import {inHost} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';

const SIX = 'fd71:7::10';
const WORDS = ['--host', 'six', '--hop', 'gateway6', '--scheduler', 'host', '--address', 'interface:eth0'];

describe.each(TRANSPORTS)('with %s', transport => {
	onCluster('a host with an IPv6 address only', () => {
		let home: Home;
		let session: SessionDocument;

		beforeAll(async () => {
			home = await openHome();
			await addDoor(home, {transport, user: 'alice', name: 'six', words: WORDS});
			await home.start('command', 'on-six', '--cluster', 'six', '--set', SERVE);
			session = await home.untilSession('on-six', 'its port answers', ({tunnels}) => tunnels[0]?.state === 'open');
		});
		afterAll(async () => {
			await home.good('rm', 'on-six', '--force');
			await home.close();
		});

		const onLaptop = (...argv: readonly string[]): Promise<string> => inHost('laptop', argv);
		const port = () => session.tunnels[0]?.remotePort;
		const greetingAt = (localPort: number) =>
			onLaptop('sh', '-c', `echo | timeout 5 socat -t 2 - TCP:127.0.0.1:${localPort} | head -1`);

		it('tunnels to an address in brackets, and to a name, carry bytes', async () => {
			expect(await home.good('tunnel', 'add', 'on-six', `19022:[${SIX}]:22`)).toBe('127.0.0.1:19022');
			expect(await greetingAt(19_022)).toMatch(/^SSH-2\.0/);
			expect(await home.good('tunnel', 'add', 'on-six', '19023:six:22')).toBe('127.0.0.1:19023');
			expect(await greetingAt(19_023)).toMatch(/^SSH-2\.0/);
			expect(await home.good('tunnel', 'add', 'on-six', `19080:[${SIX}]:${port()}`)).toBe('127.0.0.1:19080');
			await sendAround(home, session, 'http://127.0.0.1:19080/');
		});

		it('SOCKS takes names and literal addresses', async () => {
			const proxy = await home.good('tunnel', 'add', 'on-six', 'socks:11081');
			await sendAround(home, session, `http://six:${port()}/`, '--socks5-hostname', proxy);
			await sendAround(home, session, `http://[${SIX}]:${port()}/`, '--socks5', proxy);
		});

		it('ssh by its alias', async () => {
			await home.good('ssh-config', '--write');
			const config = join(home.folder, 'config', 'ssh_config');
			const words = ['-F', config, '-o', 'BatchMode=yes', '-l', 'alice', 'hpc-on-six', 'hostname'];
			expect(await onLaptop('ssh', ...words)).toBe('six');
		});
	});
});
