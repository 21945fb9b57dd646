import type {Duplex} from 'node:stream';
import type {Client} from 'ssh2';
import {Fault} from '../../../source/core/fault.js';
import type {Hop, Link} from '../../../source/core/link.js';
import {sanitizeLine} from '../../../source/core/text.js';
import {commandsBy} from '../common/commands.js';
import type {Shells} from '../common/run.js';
import {type Breakers, forward} from './forward.js';
import {keepAlive} from './keep-alive.js';
import {Sessions} from './sessions.js';
import {openTerminal} from './terminal.js';
import {grantEarly} from './window.js';

/** How long the far side may take to say goodbye. */
const CLOSE_MS = 1000;

/** A link over a connection on which somebody is logged in. */
export function linkOf(client: Client, socket: Duplex, hop: Hop): Link {
	const closed = Promise.withResolvers<Fault | null>();
	let fault: Fault | undefined;
	let isWanted = true;
	const breakers: Breakers = new Set();

	const pulse = keepAlive(client, socket, {
		...hop.keepAlive,
		lost(seconds) {
			fault = broken(hop, `${hop.name} has not answered for ${seconds} s`, '');
			client.destroy();
			socket.destroy();
			over();
		},
	});
	// A hop's channel that was ended at the far side is not yet closed: nothing more comes, and nobody would ever say so.
	socket.once('end', () => socket.destroy());
	grantEarly(client, () => pulse.shortestMs);

	const over = (): void => {
		pulse.stop();
		fault ??= broken(hop, `the connection to ${hop.name} broke`, '');
		for (const fail of breakers) {
			fail(fault);
		}

		breakers.clear();
		closed.resolve(isWanted ? fault : null);
	};
	client.on('error', error => {
		fault ??= broken(hop, `the connection to ${hop.name} broke: ${sanitizeLine(error.message)}`, error.message);
	});
	client.once('close', over);

	const checkOpen = (): void => {
		if (fault !== undefined) {
			throw fault;
		}
	};
	const sessions = new Sessions(client, hop.name, () => fault, breakers);
	const shells: Shells = {
		hop: hop.name,
		start: async (line, signal) => {
			checkOpen();
			pulse.check();
			return sessions.start(line, signal);
		},
		onCrowded: listener => sessions.onCrowded(listener),
	};
	return {
		hop,
		...commandsBy(shells),
		async terminal(size, command) {
			checkOpen();
			pulse.check();
			return openTerminal({client, sessions, size, command});
		},
		async connect(endpoint, signal) {
			checkOpen();
			pulse.check();
			return forward({client, hop, endpoint, signal, breakers});
		},
		get roundTripMs() {
			return pulse.roundTripMs;
		},
		closed: closed.promise,
		check: pulse.check,
		async close() {
			isWanted = false;
			fault ??= broken(hop, `the link to ${hop.name} is closed`, '');
			client.end();
			const timer = setTimeout(() => socket.destroy(), CLOSE_MS);
			await closed.promise;
			clearTimeout(timer);
		},
	};
}

function broken(hop: Hop, message: string, said: string): Fault {
	return new Fault('link', message, {retry: 'now', facts: {hop: hop.name, said: sanitizeLine(said)}});
}
