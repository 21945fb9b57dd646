import {connect, type Socket} from 'node:net';
import type {AcceptConnection, ServerChannel} from 'ssh2';

/** Where a forwarded connection should come out. */
export type ForwardTarget = {readonly host: string; readonly port: number} | {readonly path: string};

/** Connects first and answers then, so that a refused connection is a refused channel, as OpenSSH tells it. */
export function forward(target: ForwardTarget, accept: AcceptConnection<ServerChannel>, reject: () => void): void {
	const socket = connect({...target, noDelay: true});
	socket.once('error', reject);
	socket.once('connect', () => {
		socket.off('error', reject);
		joinStreams(socket, accept());
	});
}

function joinStreams(socket: Socket, channel: ServerChannel): void {
	socket.pipe(channel);
	channel.pipe(socket);
	socket.on('error', () => channel.close());
	channel.on('error', () => socket.destroy());
	channel.once('close', () => socket.destroy());
	socket.once('close', () => channel.close());
}
