import {Fault} from '../../../source/core/fault.js';
import type {Endpoint} from '../../../source/core/link.js';
import {placeName} from '../../../source/core/place.js';
import {sanitizeLine} from '../../../source/core/text.js';
import {isTimeout} from './cancelled.js';

/**
 * What a connection that could not be made is evidence of. `refused`: the host answers, nothing listens there. `silent`:
 * no answer, as behind a firewall that drops. `unreachable`: no way, or no such name. `forbidden`: the hop does not
 * forward for us. `unknown`: the hop only said no.
 */
export type Verdict = 'refused' | 'silent' | 'unreachable' | 'forbidden' | 'unknown';

const BY_ERRNO: Readonly<Record<string, Verdict>> = {
	ECONNREFUSED: 'refused',
	// A Unix socket that is not there yet, or that nobody serves.
	ENOENT: 'refused',
	ECONNRESET: 'refused',
	ETIMEDOUT: 'silent',
	EHOSTUNREACH: 'unreachable',
	EHOSTDOWN: 'unreachable',
	ENETUNREACH: 'unreachable',
	EADDRNOTAVAIL: 'unreachable',
	ENOTFOUND: 'unreachable',
	EAI_AGAIN: 'unreachable',
	EACCES: 'forbidden',
	EPERM: 'forbidden',
};

/** The verdict for an error of this machine's own sockets. */
export function verdictOfError(error: unknown): Verdict {
	return BY_ERRNO[errnoOf(error) ?? ''] ?? 'unknown';
}

/** The operating system's short word for an error: `ECONNREFUSED`; null where there is none. */
export function errnoOf(error: unknown): string | null {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	return typeof code === 'string' ? code : null;
}

/** RFC 4254, 5.1. */
const ADMINISTRATIVELY_PROHIBITED = 1;

/** strerror(3) and gai_strerror(3) of glibc, macOS and the BSDs, as OpenSSH passes them on in a channel's open failure. */
const BY_WORDS: readonly (readonly [RegExp, Verdict])[] = [
	[/prohibited|not (?:allowed|permitted)|denied/i, 'forbidden'],
	[/refused|no such file/i, 'refused'],
	[/timed out|timeout/i, 'silent'],
	[/no route|unreachable|host is down|not known|name resolution|no address|unknown host|can't assign/i, 'unreachable'],
];

/** The verdict for a refused channel: the server's reason code (a number in RFC 4254) and its description. */
export function verdictOfOpenFailure(reason: unknown, description: string): Verdict {
	if (reason === ADMINISTRATIVELY_PROHIBITED) {
		return 'forbidden';
	}

	return BY_WORDS.find(([words]) => words.test(description))?.[1] ?? 'unknown';
}

const MEANINGS: Readonly<Record<Verdict, string>> = {
	refused: 'refused the connection: nothing listens there (yet)',
	silent: 'did not answer: a firewall may drop the connection',
	unreachable: 'cannot be reached from there',
	forbidden: 'is out of bounds: the host does not forward connections for this user',
	unknown: 'could not be connected to',
};

/** The fault of a connection from a hop that was not made. `said`: the other side's own words. */
export function connectFault(hop: string, endpoint: Endpoint, verdict: Verdict, said: string): Fault {
	return new Fault('link', `${placeName(endpoint)}, tried from ${hop}, ${MEANINGS[verdict]}`, {
		retry: verdict === 'forbidden' ? 'never' : 'later',
		...(verdict === 'forbidden'
			? {hint: 'where the site’s policy lets a command carry the bytes: cluster add … --route exec'}
			: {}),
		facts: {hop, verdict, said: sanitizeLine(said)},
	});
}

/** The fault of a connection that the caller's signal ended: by the clock it is silence, else nobody wanted it any more. */
export function connectAborted(hop: string, endpoint: Endpoint, signal: AbortSignal): Fault {
	const reason: unknown = signal.reason;
	if (isTimeout(signal) || (reason instanceof Fault && reason.kind === 'timeout')) {
		return connectFault(hop, endpoint, 'silent', '');
	}

	return reason instanceof Fault
		? reason
		: new Fault('cancelled', `the connection to ${placeName(endpoint)} was given up`, {
				retry: 'now',
				facts: {hop, verdict: 'silent'},
			});
}
