import {once} from 'node:events';
import {connect} from 'node:net';
import type {Outcome} from '../core/command.js';
import {textOf} from '../core/command.js';
import {isLiteralAddress} from '../core/ip-address.js';
import type {Hop, Link} from '../core/link.js';

/** A host that answered a moment ago does so again within this. */
const LOOK_MS = 5000;

/**
 * Which of the hosts behind a login name we are on: sessions without a scheduler live on that one, and the name may lead to another
 * one the next time. `links`: the open hops, the login host last.
 *
 * @returns its address; null where it is not told, or where the hop before cannot reach it by that (a load balancer's own).
 */
export async function findLoginHost(links: readonly Link[], signal: AbortSignal): Promise<string | null> {
	const [before, last] = [links.at(-2), links.at(-1)];
	if (last === undefined || last.hop.proxyCommand !== null) {
		return null;
	}

	const outcome = await last.run({argv: ['/bin/sh', '-c', 'printf %s "$SSH_CONNECTION"']}, signal);
	const host = serverIn(outcome);
	if (host === null) {
		return null;
	}

	try {
		const limit = AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]);
		const {port} = last.hop;
		if (before === undefined) {
			await knock(host, port, limit);
		} else {
			(await before.connect({host, port}, limit)).destroy();
		}

		return host;
	} catch {
		return null;
	}
}

/** Opens and ends a connection from this machine, from which the first hop is reached. */
async function knock(host: string, port: number, signal: AbortSignal): Promise<void> {
	const socket = connect({host, port});
	// A failure is told by `once`; one that comes later is nobody's.
	socket.on('error', () => {});
	try {
		await once(socket, 'connect', {signal});
	} finally {
		socket.destroy();
	}
}

/** SSH_CONNECTION is `client port server port` (ssh(1)). */
export function serverIn({stdout}: Outcome): string | null {
	const server = textOf(stdout).trim().split(' ')[2];
	return server !== undefined && isLiteralAddress(server) ? server : null;
}

/** The hops with the login host at that very address; its key is the one that is known by its name. */
export function atLoginHost(hops: readonly Hop[], address: string | null): readonly Hop[] {
	const login = hops.at(-1);
	if (address === null || login === undefined || login.proxyCommand !== null) {
		return hops;
	}

	const name = login.port === 22 ? login.host : `[${login.host}]:${login.port}`;
	return [...hops.slice(0, -1), {...login, host: address, hostKeyAlias: login.hostKeyAlias ?? name.toLowerCase()}];
}
