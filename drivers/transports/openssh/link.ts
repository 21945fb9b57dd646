import {Fault} from '../../../source/core/fault.js';
import type {ByteStream, Endpoint, Hop, Link} from '../../../source/core/link.js';
import {byteStreamOf} from '../common/byte-stream.js';
import {unlessAborted} from '../common/cancelled.js';
import {commandsBy} from '../common/commands.js';
import type {Shells} from '../common/run.js';
import {connectAborted, connectFault, verdictOfOpenFailure} from '../common/verdict.js';
import type {Channel} from './channel.js';
import {Connection, OpenFailure} from './connection.js';
import {openProxy} from './control.js';
import type {Master} from './master.js';
import {ride} from './passenger.js';
import {Pulse} from './pulse.js';
import {Sessions} from './sessions.js';
import {openTerminal} from './terminal.js';
import {str, u32} from './wire.js';

/** After so many channels that were not opened, connections go beside our socket: see {@link ride}. */
const MOST_FAILURES = 8000;

/** A link over a control master, which lives as long as the link. */
export async function linkOf(hop: Hop, master: Master): Promise<Link> {
	const connection: Connection = new Connection(await openProxy(master.socketPath), () => pulse.heard());
	const pulse = new Pulse(
		() => connection.ask(),
		seconds => {
			fault ??= broken(hop, `it has not answered for ${seconds} s`);
			connection.destroy(fault);
			void master.stop();
		},
	);
	const closed = Promise.withResolvers<Fault | null>();
	let fault: Fault | undefined;

	void connection.over.then(async () => {
		if (fault === undefined) {
			// The master's last words come a moment after its socket is gone.
			await master.stop();
			fault ??= broken(hop, master.lastWords());
		}

		pulse.heard();
		connection.destroy(fault);
		closed.resolve(isClosed(fault) ? null : fault);
	});

	const checkOpen = (): void => {
		if (fault !== undefined) {
			throw fault;
		}
	};
	const sessions = new Sessions(connection, hop.name, () => fault);
	const shells: Shells = {
		hop: hop.name,
		start: async (line, signal) => {
			checkOpen();
			pulse.expect();
			return sessions.start(line, signal);
		},
		onCrowded: listener => sessions.onCrowded(listener),
	};
	return {
		hop,
		...commandsBy(shells),
		async terminal(size, command) {
			checkOpen();
			pulse.expect();
			return openTerminal({sessions, size, command, early: () => fault ?? broken(hop, '')});
		},
		async connect(endpoint, signal = new AbortController().signal) {
			checkOpen();
			// Not the answer to this one: the endpoint may be silent, and the host not.
			pulse.check();
			return 'path' in endpoint || connection.failures < MOST_FAILURES
				? connect(connection, hop, endpoint, signal)
				: ride({hop, master}, endpoint, signal);
		},
		get roundTripMs() {
			return sessions.roundTripMs;
		},
		closed: closed.promise,
		check() {
			if (fault === undefined) {
				pulse.check();
			}
		},
		async close() {
			fault ??= new Fault('link', `the link to ${hop.name} is closed`, {
				retry: 'now',
				facts: {hop: hop.name, closed: true},
			});
			connection.destroy(fault);
			await master.stop();
			await closed.promise;
		},
	};
}

const isClosed = (fault: Fault): boolean => fault.facts['closed'] === true;

function broken(hop: Hop, said: string): Fault {
	return new Fault('link', `the connection to ${hop.name} broke${said === '' ? '' : `: ${said}`}`, {
		retry: 'now',
		facts: {hop: hop.name, said},
	});
}

/** A connection from the host at the far side to an endpoint (RFC 4254, 7.2; OpenSSH, PROTOCOL, section 2.4). */
async function connect(connection: Connection, hop: Hop, endpoint: Endpoint, signal: AbortSignal): Promise<ByteStream> {
	if (signal.aborted) {
		throw connectAborted(hop.name, endpoint, signal);
	}

	const opening =
		'path' in endpoint
			? connection.open('direct-streamlocal@openssh.com', str(endpoint.path), str(''), u32(0))
			: connection.open('direct-tcpip', str(endpoint.host), u32(endpoint.port), str('127.0.0.1'), u32(0));
	try {
		return byteStreamOf(await unlessAborted(opening, signal, `connecting to ${hop.name}`));
	} catch (error) {
		if (signal.aborted) {
			// Too late: nobody waits for it any more.
			opening.then(
				(channel: Channel) => channel.destroy(),
				() => {},
			);
			throw connectAborted(hop.name, endpoint, signal);
		}

		throw error instanceof OpenFailure
			? connectFault(hop.name, endpoint, verdictOfOpenFailure(error.reason, error.message), error.message)
			: Fault.from(error);
	}
}
