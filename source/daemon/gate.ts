import type {Hop} from '../core/link.js';

/** Where somebody asks to be let in: the same host is another gate for another user. */
export function gateOf({user, host, port}: Pick<Hop, 'user' | 'host' | 'port'>): string {
	return `${user}@${host}:${port}`;
}
