import {Duplex, type Readable, type Writable} from 'node:stream';
import {Fault} from '../../../source/core/fault.js';
import type {ByteStream} from '../../../source/core/link.js';

/** Node's Duplex as core's structural type, whose `pipe` cannot name what Node's asks of its target. */
export function byteStreamOf(duplex: Duplex): ByteStream {
	return duplex as unknown as ByteStream;
}

/** The Duplex behind a byte stream: every transport hands out one of these. */
export function duplexOf(stream: ByteStream): Duplex {
	if (stream instanceof Duplex) {
		return stream;
	}

	throw new Fault('bug', 'a transport handed out a connection that is no stream of Node');
}

/** Sees the bytes pass. */
export type Tap = {sent(bytes: Uint8Array): void; received(bytes: Uint8Array): void};

/**
 * Two streams of a process as one, with back pressure each way. What the end of its output means is the caller's to say (`push(null)`, or
 * `destroy` with why); so is what becomes of the process when the stream is destroyed.
 */
export function joinStreams(input: Writable, output: Readable, onDestroy: () => void, tap?: Tap): Duplex {
	const stream = new Duplex({
		allowHalfOpen: true,
		read() {
			output.resume();
		},
		write(bytes: Buffer, _encoding, done) {
			tap?.sent(bytes);
			if (input.write(bytes)) {
				done();
			} else {
				input.once('drain', done);
			}
		},
		final(done) {
			input.end();
			done();
		},
		destroy(error, done) {
			onDestroy();
			done(error);
		},
	});
	// A process that is gone is told by its end, not by what could not be written to it.
	input.on('error', () => {});
	output.on('error', () => {});
	output.on('data', (bytes: Buffer) => {
		tap?.received(bytes);
		if (!stream.push(bytes)) {
			output.pause();
		}
	});
	return stream;
}
