import {expect, test} from 'vitest';
import type {Cluster} from '../../source/core/cluster.js';
import type {Transport} from '../../source/core/link.js';
import {chooseTransport} from '../../source/daemon/transport-choice.js';
import {plainCluster} from '../core/samples.js';
import {hopNamed} from './support/scripted-link.js';

const transports = new Map(
	['ssh2', 'openssh', 'local'].map((name): [string, Transport] => [
		name,
		{name, open: () => Promise.reject(new Error())},
	]),
);
const cluster = (transport: string): Cluster => plainCluster({name: 'lab', hops: ['gateway'], transport});
const plain = [hopNamed('gateway'), {...hopNamed('login'), needs: []}];
const needy = [hopNamed('gateway'), {...hopNamed('login'), needs: ['a certificate (x)', 'keys in a token (y)']}];

test.each([
	['auto', plain, 'ssh2', 'nothing in the configuration needs more'],
	['auto', needy, 'openssh', 'login needs a certificate (x); login needs keys in a token (y)'],
	['ssh2', needy, 'ssh2', 'chosen for this cluster'],
	['openssh', plain, 'openssh', 'chosen for this cluster'],
] as const)('%s with %j is %s', (wanted, hops, name, why) => {
	const choice = chooseTransport(cluster(wanted), hops, transports);
	expect([choice.transport.name, choice.why]).toEqual([name, why]);
});

test('a name that is none is a usage fault', () => {
	expect(() => chooseTransport(cluster('telnet'), plain, transports)).toThrow(/there is no transport called "telnet"/);
});
