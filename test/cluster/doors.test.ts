import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {addDoor, TRANSPORTS} from './support/doors.js';
import {type Home, openHome} from './support/home.js';
import {fault} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';

/** A program that says something and stays. */
const SAYS = 'command=echo "it  works: \\$HOME"; exec sleep 600';

const DEVS = ['--host', 'devs', '--hop', 'gateway', '--scheduler', 'host'];
const DEV = ['--host', 'dev1', '--hop', 'gateway', '--scheduler', 'host'];

describe.each(TRANSPORTS)('doors, with %s', transport => {
	onCluster('that open without a question', () => {
		let home: Home;
		beforeAll(async () => {
			home = await openHome();
		});
		afterAll(() => home.close());

		it.each([
			['a login shell of tcsh whose rc files print', {user: 'tess'}],
			['fish, likewise', {user: 'finn'}],
			['zsh, likewise', {user: 'zoe'}],
			['dash, likewise', {user: 'dan'}],
			['one session a connection', {user: 'frank'}],
			['three hops', {user: 'alice', words: ['--host', 'node1', '--hop', 'gateway', '--hop', 'login']}],
			['a name with an @, and a host without scheduler', {user: 'ivan@lab', name: 'ivan', words: DEV}],
			['IPv6 only', {user: 'alice', name: 'six', words: ['--host', 'six', '--hop', 'gateway6', '--scheduler', 'host']}],
		])('%s', async (_what, door) => {
			await addDoor(home, {transport, ...door});
			const name = 'name' in door ? door.name : door.user;
			await home.start('command', `at-${name}`, '--cluster', name, '--set', SAYS, '--wait', '--timeout', '30s');
			await home.untilSession(
				`at-${name}`,
				'its job was looked at',
				({job}) => job.walltimeSeconds !== null || job.state === 'running',
			);
			expect(await home.good('logs', `at-${name}`)).toBe(`it  works: $HOME`);
			await home.good('stop', `at-${name}`);
			await home.untilSession(`at-${name}`, 'it is over', ({state}) => state === 'ended');
			await home.good('rm', `at-${name}`);
		});

		it('a login name that is several hosts: back to the one that the session lives on', async () => {
			await addDoor(home, {transport, user: 'alice', name: 'devs', words: DEVS});
			await home.start('command', 'settled', '--cluster', 'devs', '--set', SAYS, '--wait');
			const {job} = await home.show('settled');
			await fault('turn-devs');
			await home.good('daemon', 'stop');
			await home.good('daemon', 'start');
			const again = await home.untilSession('settled', 'it is found again', ({state}) => state === 'ready');
			expect(again.job).toMatchObject({id: job.id, nodes: job.nodes});
			expect(await home.good('logs', 'settled')).toBe('it  works: $HOME');
			await home.good('rm', 'settled', '--force');
		});
	});
});
