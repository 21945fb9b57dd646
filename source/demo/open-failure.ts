import type {Connection} from 'ssh2';

/** Why a channel is not opened: reason codes of RFC 4254, section 5.1. */
export const OPEN_FAILURE = {prohibited: 1, connectFailed: 2} as const;

type OpenFail = (sender: number, reason: number, text: string) => void;

/**
 * Calls ssh2's `reject` so that the client is told this reason in these words, as OpenSSH's server does. ssh2 1.17 always
 * says "connect failed" and no more, by which a client cannot tell a port where nothing listens yet from a forward that is
 * forbidden. What says it is private to ssh2: where it has another name one day, its plain `reject` remains.
 */
export function rejectWith(connection: Connection, reject: () => void, reason: number, text: string): void {
	const protocol: unknown = Reflect.get(connection, '_protocol');
	if (!isProtocol(protocol)) {
		reject();
		return;
	}

	const openFail = protocol.channelOpenFail;
	protocol.channelOpenFail = sender => openFail.call(protocol, sender, reason, text);
	try {
		reject();
	} finally {
		protocol.channelOpenFail = openFail;
	}
}

function isProtocol(value: unknown): value is {channelOpenFail: OpenFail} {
	return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'channelOpenFail') === 'function';
}
