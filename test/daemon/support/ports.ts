import {type AddressInfo, createServer} from 'node:net';
import {onTestFinished} from 'vitest';

/** Another program that has a port; some port when it is not said. `close` gives it back. */
export async function occupy(wanted = 0, host = '127.0.0.1') {
	const server = createServer();
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(wanted, host, resolve);
	});
	const close = () => new Promise<void>(resolve => server.close(() => resolve()));
	onTestFinished(close);
	return {port: (server.address() as AddressInfo).port, close};
}

/** A port that nobody has just now, of those that other test files do not look at (8888 and up are everybody's). */
export async function freePort(): Promise<number> {
	const {port, close} = await occupy();
	await close();
	return port;
}
