import {Fault} from '../../../source/core/fault.js';
import type {Hop} from '../../../source/core/link.js';
import {sanitizeLine} from '../../../source/core/text.js';
import {byHand} from './by-hand.js';
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
	const [words, hint] = TROUBLES[errno ?? ''] ?? [sanitizeLine(message), `try by hand: ${byHand(hop)}`];
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

/** The fault of a hop to which the hop before it could not connect. */
export function behind(hop: Hop, over: string, fault: Fault): Fault {
	return new Fault('link', `${hop.name} cannot be reached: ${fault.message}`, {
		hint: fault.hint ?? `check the name and the port of ${hop.name} as ${over} sees them`,
		retry: fault.retry,
		facts: {...fault.facts, hop: hop.name},
		cause: fault,
	});
}

/** The fault of a hop that stopped talking. `hasSpoken`: something came from it before. */
export function silence(hop: Hop, hasSpoken: boolean, phase: string, limitMs: number): Fault {
	const limit = `${limitMs / 1000} s`;
	return hasSpoken
		? trouble(
				hop,
				`it stopped answering: ${phase} did not come within ${limit}`,
				'try again; the host may be overloaded',
				'',
			)
		: trouble(
				hop,
				`it accepted the connection and then said nothing for ${limit}`,
				'the host may hang, or something else than SSH may listen on this port',
				'',
			);
}

/** The fault of a hop whose address does not answer at all. */
export function noAnswer(hop: Hop): Fault {
	return trouble(
		hop,
		`it did not answer within ${hop.connectTimeoutMs / 1000} s`,
		'a firewall may be in the way: is the VPN up, is this the right gateway?',
		'ETIMEDOUT',
	);
}

/**
 * The fault of a hop that hung up on a question. Not tried again by itself: whoever is away would find a host that has blocked the account after a hundred tries.
 */
export function unanswered(hop: Hop): Fault {
	return new Fault('auth', `${hop.name} asked something and hung up before it was answered`, {
		hint: 'run: hpctui cluster login, and answer within a minute or two',
		retry: 'after-user',
		facts: {hop: hop.name},
	});
}
