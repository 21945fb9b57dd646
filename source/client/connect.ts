import {dirname} from 'node:path';
import {Fault} from '../core/fault.js';
import type {Paths} from '../wire/paths.js';
import {isPrivateFolder} from '../wire/private-folder.js';
import type {Client} from './client.js';
import {type Greeting, openClient} from './connection.js';

export type ConnectOptions = Greeting & {
	readonly paths: Paths;
	/** Start a daemon where none runs. */
	readonly start: boolean;
	/** Environment of a daemon that is started: ours when it is not said. */
	readonly env?: NodeJS.ProcessEnv;
	/** Argument list that runs the daemon: this Node with this program and `__daemon` when it is not said. */
	readonly daemonArgv?: readonly [string, ...string[]];
	/** How long a daemon that is started may take until it answers, in ms: 20 s when it is not said. */
	readonly startTimeoutMs?: number;
	readonly signal?: AbortSignal;
};

/**
 * A connection to the daemon of this home, which is started where none runs.
 *
 * @throws {Fault} `daemon`: none runs and none is to be started, it does not start (its last words are in `facts.said`), or
 *   it speaks another version; `config`: the socket's folder is not ours.
 */
export async function connect(options: ConnectOptions): Promise<Client> {
	const reach = async () => (await connectOnce(options)) ?? connectElsewhere(options);
	const client = await reach();
	if (client !== null) {
		return client;
	}

	if (!options.start) {
		throw new Fault('daemon', 'no daemon is running', {hint: 'run: hpctui daemon start', facts: {isRunning: false}});
	}

	const {startDaemon} = await import('./start-daemon.js');
	return startDaemon(options, reach);
}

/** The daemon of this home that was started by another login of this machine, with another runtime folder. */
async function connectElsewhere(options: ConnectOptions): Promise<Client | null> {
	const {readHomeRecord, thisMachine} = await import('../wire/home-record.js');
	const record = readHomeRecord(options.paths.state);
	return record === null || record.machine !== thisMachine() || record.socket === options.paths.socket
		? null
		: connectOnce({...options, paths: {...options.paths, socket: record.socket, socketFolder: dirname(record.socket)}});
}

/** Null: nobody listens, or somebody hung up before hello was answered, as a daemon does that is about to end. */
async function connectOnce(options: ConnectOptions): Promise<Client | null> {
	if (!isPrivateFolder(options.paths.socketFolder)) {
		return null;
	}

	try {
		return await openClient(options.paths.socket, options);
	} catch (error) {
		if (error instanceof Fault && error.retry === 'now') {
			return null;
		}

		throw error;
	}
}
