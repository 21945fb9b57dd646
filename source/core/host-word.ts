import {Fault} from './fault.js';
import {isLiteralAddress} from './ip-address.js';
import {port as checkedPort} from './whole.js';

/** A host as it may be written in one word: `[user@]host[:port]`. */
export type HostWord = {readonly user: string | null; readonly host: string; readonly port: number | null};

/** Names of hosts and aliases of an ssh configuration. A leading dash would be read as an option by ssh. */
const HOST = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}$/;

/** User names may hold `@`, `/`, `+` and, in a domain, a backslash (MARCC, Active Directory). */
const USER = /^[A-Za-z0-9_][A-Za-z0-9_.@/\\+$-]{0,127}$/;

/**
 * Takes `[user@]host[:port]` apart; an IPv6 address with a port stands in brackets.
 *
 * @throws {Fault} `usage` for a host, user or port with characters that have no business there.
 */
export function hostFrom(what: string, text: string): HostWord {
	// The last @: a user's name may hold one.
	const at = text.lastIndexOf('@');
	const user = at === -1 ? null : checkedUser(what, text.slice(0, at));
	const place = text.slice(at + 1);
	if (isLiteralAddress(place)) {
		return {user, host: place, port: null};
	}

	const [, bracketed, named, digits] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(.*))?$/s.exec(place) ?? [];
	const host = bracketed ?? named ?? '';
	if (bracketed === undefined ? !HOST.test(host) : !isLiteralAddress(host)) {
		throw new Fault('usage', `${what} cannot be ${JSON.stringify(text)}`, {
			hint: 'a host name, an address, or an alias of the ssh configuration: login.example.org',
		});
	}

	return {user, host, port: digits === undefined ? null : checkedPort(`the port of ${what}`, digits)};
}

/**
 * A user's name on a cluster.
 *
 * @throws {Fault} `usage`.
 */
export function checkedUser(what: string, text: string): string {
	if (!USER.test(text)) {
		throw new Fault('usage', `the user of ${what} cannot be ${JSON.stringify(text)}`, {
			hint: 'letters, digits and . _ - + @ / \\ $',
		});
	}

	return text;
}
