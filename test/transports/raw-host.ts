import {once} from 'node:events';
import {type AddressInfo, createServer, type Socket} from 'node:net';
import {onTestFinished} from 'vitest';

/** A host that accepts connections and does as told, on a free port of 127.0.0.1. */
export async function rawHost(serve: (socket: Socket) => void): Promise<number> {
	const sockets = new Set<Socket>();
	const door = createServer(socket => {
		sockets.add(socket.on('error', () => {}));
		serve(socket);
	}).listen(0, '127.0.0.1');
	await once(door, 'listening');
	onTestFinished(() => {
		door.close();
		for (const socket of sockets) {
			socket.destroy();
		}
	});
	return (door.address() as AddressInfo).port;
}
