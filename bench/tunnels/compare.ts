import type {Hop} from '../../source/core/link.js';
import {startSshd} from '../../test/transports/sshd.js';
import {median} from '../median.js';
import {connectionRate, downloadHash, downloadSpeed, echoTime} from './measure.js';
import {type Peer, start, startSsh, startTunnel} from './peers.js';

/** A figure that is taken of both, and what ratio is wanted (ours to ssh's). */
type Figure = {
	readonly name: string;
	readonly unit: string;
	readonly target: string;
	readonly rounds: number;
	measure(peer: Peer): Promise<number>;
};

const ONE_WAY_MS = 40;

const download = (name: string, target: string, mebibytes: number): Figure => ({
	name,
	unit: 'MB/s',
	target,
	rounds: 7,
	measure: peer => downloadSpeed(peer, mebibytes),
});

const echo: Figure = {
	name: '64-byte echo, p50',
	unit: 'ms',
	target: 'at most 1.1',
	rounds: 5,
	measure: peer => echoTime(peer, 2000),
};

const connections: Figure = {
	name: 'new connections',
	unit: '/s',
	target: 'at least 0.6',
	rounds: 5,
	measure: peer => connectionRate(peer, 400),
};

/** Measures, and prints a table. */
export async function compare(): Promise<void> {
	const sshd = await startSshd();
	const service = await start('serve');
	const slow = await start('delay', String(sshd.port), String(ONE_WAY_MS));
	const near = sshd.hop;
	const far: Hop = {...near, name: 'far', port: slow.ports.download, strictHostKeyChecking: 'no', knownHostsFiles: []};
	try {
		console.log('| what | ssh | ours | ours / ssh | wanted |\n| --- | --- | --- | --- | --- |');
		const between = (hops: readonly Hop[], figures: readonly Figure[]): Promise<void> =>
			beside(sshd.folder, {hops, service}, figures);
		await between([near], [download('download, one hop', 'at least 0.95', 512), echo, connections]);
		await between([near, near], [download('download, two hops', 'at least 1', 256)]);
		await between([far], [download('download, 80 ms round trip', 'at least 6', 192)]);
	} finally {
		await Promise.all([slow.close(), service.close()]);
		await sshd.close();
	}
}

type Way = {readonly hops: readonly Hop[]; readonly service: Peer};

/** Both tunnels over one way, each figure taken of them by turns. */
async function beside(folder: string, {hops, service}: Way, figures: readonly Figure[]): Promise<void> {
	const plan = {hops, ports: service.ports};
	const ssh = await startSsh(folder, plan);
	const ours = await startTunnel(plan);
	try {
		const direct = await downloadHash(service, 64);
		const hashes = [await downloadHash(ssh, 64), await downloadHash(ours, 64)];
		if (hashes.some(hash => hash !== direct)) {
			throw new Error('the bytes differ');
		}

		for (const figure of figures) {
			const [theirs, mine]: [number[], number[]] = [[], []];
			for (let round = 0; round < figure.rounds; round += 1) {
				theirs.push(await figure.measure(ssh));
				mine.push(await figure.measure(ours));
			}

			const [a, b] = [median(theirs), median(mine)];
			const ratio = median(mine.map((value, index) => value / (theirs[index] ?? Number.NaN)));
			const cells = [`${figure.name}`, shown(a, figure), shown(b, figure), ratio.toFixed(2), figure.target];
			console.log(`| ${cells.join(' | ')} |`);
		}
	} finally {
		await Promise.all([ssh.close(), ours.close()]);
	}
}

const shown = (value: number, {unit}: Figure): string => `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`;
