import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {TRANSPORTS} from './support/doors.js';
import {type Home, openHome} from './support/home.js';
import {inHost} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';

/** A program of the laptop: nobody signed the certificate, so it prints which one it met, and what was answered. */
const ASK = [
	'-e',
	`const {request} = require('node:https');
	request(process.argv[1], {rejectUnauthorized: false}, answer => {
		console.log(JSON.stringify({status: answer.statusCode, met: answer.socket.getPeerCertificate().fingerprint256}));
		answer.destroy();
	}).end();`,
];

describe.each(TRANSPORTS)('with %s', transport => {
	onCluster('a cloud node with a public address', () => {
		let home: Home;

		beforeAll(async () => {
			home = await openHome();
			const words = [
				'--host',
				'cloud',
				'--scheduler',
				'host',
				'--address',
				'public',
				'--route',
				'direct',
				'--transport',
				transport,
			];
			await home.good('cluster', 'add', 'cloud', ...words);
		});
		afterAll(() => home.close());

		it('has its own URL, over TLS with the certificate that the node told', async () => {
			const words = ['--name', 'open', '--set', 'tls=true', '--wait', '--timeout', '60s'];
			const url = (await home.good('new', 'jupyter', '--cluster', 'cloud', ...words)).trim();
			expect(url).toMatch(/^https:\/\/192\.88\.99\.10:\d+\/\?token=/);
			const [tunnel] = (await home.show('open')).tunnels;
			expect(tunnel).toMatchObject({route: 'direct', address: 'public', hops: [], state: 'open'});
			const asked = await inHost('laptop', [process.execPath, ...ASK, url]);
			expect(JSON.parse(asked)).toEqual({status: 302, met: tunnel?.fingerprint});
			await home.good('rm', 'open', '--force');
		});

		it('sends nothing to a port that does not speak TLS, and says so', async () => {
			await home.start('jupyter', 'bare', '--cluster', 'cloud');
			const {tunnels} = await home.untilSession('bare', 'it is told why not', ({note}) =>
				/speaks TLS/.test(note ?? ''),
			);
			expect(tunnels[0]).toMatchObject({state: 'waiting', url: null});
			await home.good('rm', 'bare', '--force');
		});
	});
});
