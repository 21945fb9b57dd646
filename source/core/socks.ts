import {addressOf} from './ip-address.js';

/** What a SOCKS client has said so far (RFC 1928). `length`: how many bytes of it are understood. */
export type SocksGreeting =
	| {readonly type: 'more'}
	| {readonly type: 'stranger'}
	/** `isOpen`: it can do without a login, as we want it. */
	| {readonly type: 'greeting'; readonly length: number; readonly isOpen: boolean};

/** What the bytes of a request mean so far (RFC 1928, section 4). `length`: how many of them it took. */
export type SocksRequest =
	| {readonly type: 'more'}
	| {readonly type: 'refused'; readonly reply: SocksReply}
	| {readonly type: 'connect'; readonly length: number; readonly host: string; readonly port: number};

/** RFC 1928, section 6. */
export type SocksReply =
	| 'succeeded'
	| 'failure'
	| 'forbidden'
	| 'network-unreachable'
	| 'host-unreachable'
	| 'refused'
	| 'expired'
	| 'no-such-command'
	| 'no-such-address';

const REPLIES: Readonly<Record<SocksReply, number>> = {
	succeeded: 0,
	failure: 1,
	forbidden: 2,
	'network-unreachable': 3,
	'host-unreachable': 4,
	refused: 5,
	expired: 6,
	'no-such-command': 7,
	'no-such-address': 8,
};

const VERSION = 5;
const NO_LOGIN = 0;
const NO_ACCEPTABLE_METHOD = 0xff;
const CONNECT = 1;
const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;

/** The first message: the ways to log in that the client knows. */
export function readGreeting(bytes: Uint8Array): SocksGreeting {
	const [version, count] = bytes;
	if (version !== undefined && version !== VERSION) {
		return {type: 'stranger'};
	}

	if (count === undefined || bytes.length < 2 + count) {
		return {type: 'more'};
	}

	return {type: 'greeting', length: 2 + count, isOpen: bytes.subarray(2, 2 + count).includes(NO_LOGIN)};
}

/** The answer to a greeting. */
export function methodReply(isOpen: boolean): Uint8Array {
	return Uint8Array.of(VERSION, isOpen ? NO_LOGIN : NO_ACCEPTABLE_METHOD);
}

/** The second message: what the client wants. BIND and UDP are not to be had. */
export function readRequest(bytes: Uint8Array): SocksRequest {
	const [version, command, , kind, first = 0] = bytes;
	if (bytes.length < 5) {
		return {type: 'more'};
	}

	const size = kind === IPV4 ? 4 : kind === IPV6 ? 16 : kind === NAME ? 1 + first : null;
	if (version !== VERSION || size === null) {
		return {type: 'refused', reply: version === VERSION ? 'no-such-address' : 'failure'};
	}

	const length = 4 + size + 2;
	if (bytes.length < length) {
		return {type: 'more'};
	}

	if (command !== CONNECT) {
		return {type: 'refused', reply: 'no-such-command'};
	}

	const host = kind === NAME ? nameFrom(bytes.subarray(5, 5 + first)) : addressOf(bytes.subarray(4, 4 + size));
	const port = ((bytes[length - 2] ?? 0) << 8) | (bytes[length - 1] ?? 0);
	return host === null || port === 0 ? {type: 'refused', reply: 'failure'} : {type: 'connect', length, host, port};
}

/** The answer to a request. Where the far end is bound is nobody's business: zeros, as OpenSSH says. */
export function requestReply(reply: SocksReply): Uint8Array {
	return Uint8Array.of(VERSION, REPLIES[reply], 0, IPV4, 0, 0, 0, 0, 0, 0);
}

/** The reply for a connection that was not made, from its verdict and the host's own words. */
export function replyFor(verdict: unknown, said: string): SocksReply {
	switch (verdict) {
		case 'refused':
			return 'refused';
		case 'silent':
			return 'expired';
		case 'forbidden':
			return 'forbidden';
		case 'unreachable':
			return /network/i.test(said) ? 'network-unreachable' : 'host-unreachable';
		default:
			return 'failure';
	}
}

/** A name goes on to a host of the site: what is no name does not. */
function nameFrom(bytes: Uint8Array): string | null {
	const name = new TextDecoder('latin1').decode(bytes);
	return /^[\w:][\w.:-]*$/.test(name) ? name : null;
}
