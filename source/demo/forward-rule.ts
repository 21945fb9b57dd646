import type {DemoHost, PerHost} from './hosts.js';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i;

/**
 * Whether a host opens connections to this place: the gateway only to login, login only to node1, as firewalls of real
 * sites would have it, and node1 to what listens on its own loopback, where jobs run.
 */
export function isForwardAllowed(
	from: DemoHost,
	target: {readonly host: string; readonly port: number},
	ports: PerHost<number>,
): boolean {
	if (!LOOPBACK.test(target.host)) {
		return false;
	}

	switch (from) {
		case 'gateway':
			return target.port === ports.login;
		case 'login':
			return target.port === ports.node1;
		case 'node1':
			return true;
	}
}
