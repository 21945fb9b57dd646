import {isIPv6} from 'node:net';
import {Fault} from '../../../source/core/fault.js';

/** A host as a person writes it: `[user@]host[:port]`, in brackets where the address has colons. */
export type Target = {readonly host: string; readonly user: string | null; readonly port: number | null};

/**
 * Names end up in command lines (`ssh -G`, ProxyCommand) and on screens, and some come from files that others write: a
 * leading dash would be an option, a blank or a metacharacter a second word.
 */
const HOST = /^[A-Za-z0-9._:][A-Za-z0-9._:-]*$/;

/** User names may hold `@` or `/` (sites with federated logins), never what a shell would read. */
const USER = /^[\p{L}\p{N}._@/+=,%:][\p{L}\p{N}._@/+=,%:-]*$/u;

/** The host name or address itself; a fault of kind `usage` where it is none. */
export function checkedHost(host: string): string {
	if (!HOST.test(host) || host.length > 255 || (host.includes(':') && !isIPv6(host))) {
		throw new Fault('usage', `${JSON.stringify(host)} is no host name`, {
			hint: 'a host name has letters, digits, dots, dashes and underscores, and does not begin with a dash',
		});
	}

	return host;
}

/** The user name itself; a fault of kind `usage` where it is none. */
export function checkedUser(user: string): string {
	if (!USER.test(user) || user.length > 255) {
		throw new Fault('usage', `${JSON.stringify(user)} is no user name`, {
			hint: 'a user name has no blanks or quotes, and does not begin with a dash',
		});
	}

	return user;
}

/** The port as a number; a fault of kind `usage` where it is none. */
export function checkedPort(port: string | number): number {
	const number = Number(port);
	if (!Number.isInteger(number) || number < 1 || number > 65_535) {
		throw new Fault('usage', `${JSON.stringify(port)} is no port: it must be from 1 to 65535`);
	}

	return number;
}

/** Takes `[user@]host[:port]` or `ssh://[user@]host[:port]` apart. The last `@` ends the user: names may hold others. */
export function parseTarget(written: string): Target {
	const text = written.replace(/^ssh:\/\//, '');
	const at = text.lastIndexOf('@');
	const user = at === -1 ? null : checkedUser(text.slice(0, at));
	const place = text.slice(at + 1);
	const bracketed = /^\[([^\]]+)\](?::(.+))?$/.exec(place);
	// A bare address of IPv6 has several colons, and no port.
	const plain = /^([^:]+)(?::([^:]+))?$/.exec(place);
	const [, host = place, port] = bracketed ?? plain ?? [];
	return {host: checkedHost(host), user, port: port === undefined ? null : checkedPort(port)};
}
