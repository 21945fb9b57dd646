import {Duplex} from 'node:stream';
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
