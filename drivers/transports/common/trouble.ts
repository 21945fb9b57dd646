import {Fault} from '../../../source/core/fault.js';
import type {Hop} from '../../../source/core/link.js';
import {sanitizeLine} from '../../../source/core/text.js';
import {errnoOf} from './verdict.js';

/** The operating system's words for a host that cannot be reached, in a person's, each with what to look at. */
const TROUBLES: Readonly<Record<string, readonly [string, string]>> = {
	ENOTFOUND: ['there is no host of this name', 'check the name, and that the VPN is up where the site needs one'],
	EAI_AGAIN: ['the name could not be looked up just now', 'check this machine’s own network'],
	ECONNREFUSED: ['it refuses connections on port PORT', 'check the port; the host may be in maintenance'],
	ECONNRESET: [
		'it closed the connection at once',
		'it may be in maintenance, or block this machine after too many logins',
	],
	EPIPE: ['it closed the connection', 'it may be in maintenance'],
	ETIMEDOUT: ['it does not answer', 'a firewall may be in the way: is the VPN up, is this the right gateway?'],
	EHOSTUNREACH: ['there is no way to it from here', 'check this machine’s network and VPN'],
	EHOSTDOWN: ['it is down', 'ask the site, or try another login host'],
	ENETUNREACH: ['there is no way to its network from here', 'check this machine’s network and VPN'],
	EACCES: ['this machine’s own rules forbid the connection', 'look at the local firewall'],
	EPERM: ['this machine’s own rules forbid the connection', 'look at the local firewall'],
};

/** The fault of a hop that cannot be reached, from an error of the operating system. */
export function unreachable(hop: Hop, error: unknown): Fault {
	const errno = errnoOf(error);
	const message = error instanceof Error ? error.message : String(error);
	const [words, hint] = TROUBLES[errno ?? ''] ?? [sanitizeLine(message), `try by hand: ssh -v ${hop.name}`];
	return trouble(hop, words.replace('PORT', String(hop.port)), hint, sanitizeLine(message), error);
}

/** The fault of a hop that was reached, or should have been, and does not do what SSH hosts do. */
export function trouble(hop: Hop, words: string, hint: string, said: string, cause?: unknown): Fault {
	const at = hop.host === hop.name ? hop.name : `${hop.name} (${hop.host})`;
	return new Fault('link', `${at} cannot be reached: ${words}`, {
		hint,
		retry: 'later',
		facts: {hop: hop.name, said},
		cause,
	});
}
