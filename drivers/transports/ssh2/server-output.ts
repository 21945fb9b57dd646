import type {Writable} from 'node:stream';
import type {ServerChannel} from 'ssh2';
import {forgetSent} from './insides.js';

/** Sends one piece; resolves when it is on its way. */
export type Send = (stream: 'stdout' | 'stderr', bytes: Uint8Array | string) => Promise<void>;

/**
 * For servers that are made with ssh2 (the demo's, the tests'): writes one piece after another of both streams of a
 * channel. Where both wait for window at once, ssh2 1.17 forgets one of them and sends another twice.
 */
export function outputInTurn(channel: ServerChannel): Send {
	let last: Promise<void> = Promise.resolve();
	return (stream, bytes) => {
		const target: Writable = stream === 'stdout' ? channel : channel.stderr;
		last = last.then(async () => {
			await new Promise<void>(resolve => target.write(bytes, () => resolve()));
			forgetSent(channel);
		});
		return last;
	};
}
