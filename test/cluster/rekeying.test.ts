import {readFile} from 'node:fs/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {SERVE, sendAround} from './support/byte-store.js';
import {addDoor, TRANSPORTS} from './support/doors.js';
import {type Home, openHome} from './support/home.js';
import {sshdLogOf} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';

const WORDS = ['--host', 'dev2', '--hop', 'gateway', '--scheduler', 'host'];

/** How often the sshd of dev2 has taken new keys. */
async function keyExchanges(): Promise<number> {
	const log = await readFile(sshdLogOf('dev2'), 'utf8');
	return log.match(/SSH2_MSG_NEWKEYS received/g)?.length ?? 0;
}

describe.each(TRANSPORTS)('with %s', transport => {
	onCluster('a host that wants new keys after every megabyte', () => {
		let home: Home;

		beforeAll(async () => {
			home = await openHome();
			await addDoor(home, {transport, user: 'alice', name: 'rekeyed', words: WORDS});
		});
		afterAll(async () => {
			await home.good('rm', 'on-rekeyed', '--force');
			await home.close();
		});

		it('bytes, commands and the log go on through it, at the same time and over one login', async () => {
			await home.start('command', 'on-rekeyed', '--cluster', 'rekeyed', '--set', SERVE);
			const session = await home.untilSession(
				'on-rekeyed',
				'its port answers',
				({tunnels}) => tunnels[0]?.state === 'open',
			);
			const before = await keyExchanges();
			const command = async (words: string) => home.good('exec', 'on-rekeyed', '--', 'sh', '-c', words);
			const [sizes] = await Promise.all([
				Promise.all(Array.from({length: 4}, () => command('head -c 4000000 /dev/zero | wc -c'))),
				sendAround(home, session),
				home.good('exec', 'on-rekeyed', '--', 'head', '-c', '6000000', '/dev/zero').then(out => {
					expect(out).toHaveLength(6_000_000);
				}),
			]);
			expect(sizes).toEqual(['4000000', '4000000', '4000000', '4000000']);
			expect(await keyExchanges()).toBeGreaterThan(before + 20);
			expect(await home.show('on-rekeyed')).toMatchObject({state: 'ready', needsUser: null});
			expect((await home.cluster('rekeyed')).counts.authentications).toBe(2);
		});
	});
});
