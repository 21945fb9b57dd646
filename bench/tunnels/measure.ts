import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {median} from '../median.js';
import type {Peer} from './peers.js';

const dial = (port: number): Socket => connect({host: '127.0.0.1', port, noDelay: true});

/** MB/s of one download through this end. */
export async function downloadSpeed({ports}: Peer, mebibytes: number): Promise<number> {
	const socket = dial(ports.download);
	await once(socket, 'connect');
	const startedAt = performance.now();
	socket.write(`${mebibytes}\n`);
	let bytes = 0;
	socket.on('data', chunk => {
		bytes += chunk.length;
	});
	await once(socket, 'end');
	const seconds = (performance.now() - startedAt) / 1000;
	if (bytes !== mebibytes * 1024 * 1024) {
		throw new Error(`${bytes} bytes came of ${mebibytes} MiB`);
	}

	return bytes / 1e6 / seconds;
}

/** The SHA-256 of one download. */
export async function downloadHash({ports}: Peer, mebibytes: number): Promise<string> {
	const socket = dial(ports.download);
	socket.write(`${mebibytes}\n`);
	const hash = createHash('sha256');
	for await (const chunk of socket) {
		hash.update(chunk as Buffer);
	}

	return hash.digest('hex');
}

/** The median time of a 64-byte echo in milliseconds, over one connection. */
export async function echoTime({ports}: Peer, times: number): Promise<number> {
	const socket = dial(ports.echo);
	const bytes = Buffer.alloc(64, 'e');
	const taken: number[] = [];
	for (let index = 0; index < times; index += 1) {
		const startedAt = performance.now();
		socket.write(bytes);
		let left = bytes.length;
		while (left > 0) {
			const [chunk] = (await once(socket, 'data')) as [Buffer];
			left -= chunk.length;
		}

		taken.push(performance.now() - startedAt);
	}

	socket.destroy();
	return median(taken);
}

/** New connections per second, eight at a time: open, one byte there and back, close. */
export async function connectionRate({ports}: Peer, times: number): Promise<number> {
	const startedAt = performance.now();
	let left = times;
	const worker = async (): Promise<void> => {
		while (left > 0) {
			left -= 1;
			const socket = dial(ports.echo);
			socket.write('x');
			await once(socket, 'data');
			socket.destroy();
		}
	};
	await Promise.all(Array.from({length: 8}, worker));
	return times / ((performance.now() - startedAt) / 1000);
}
