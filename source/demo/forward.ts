import {connect, type Socket} from 'node:net';
import type {AcceptConnection, Connection, ServerChannel} from 'ssh2';
import {OPEN_FAILURE, rejectWith} from './open-failure.js';

/** Where a forwarded connection should come out. */
export type ForwardTarget = {readonly host: string; readonly port: number} | {readonly path: string};

/** Connects first and answers then, so that a refused connection is a refused channel. */
export function forward(
	connection: Connection,
	target: ForwardTarget,
	accept: AcceptConnection<ServerChannel>,
	reject: () => void,
): void {
	const socket = connect({...target, noDelay: true});
	const fail = (error: NodeJS.ErrnoException) =>
		rejectWith(connection, reject, OPEN_FAILURE.connectFailed, wordsOf(error));
	socket.once('error', fail);
	socket.once('connect', () => {
		socket.off('error', fail);
		joinStreams(socket, accept());
	});
}

/** As strerror(3) says it, which is what OpenSSH passes on. */
const WORDS: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'Connection refused',
	ENOENT: 'No such file or directory',
	EACCES: 'Permission denied',
};

function wordsOf({code, message}: NodeJS.ErrnoException): string {
	return WORDS[code ?? ''] ?? message;
}

function joinStreams(socket: Socket, channel: ServerChannel): void {
	socket.pipe(channel);
	channel.pipe(socket);
	socket.on('error', () => channel.close());
	channel.on('error', () => socket.destroy());
	channel.once('close', () => socket.destroy());
	socket.once('close', () => channel.close());
}
