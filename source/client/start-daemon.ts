import {type ChildProcess, spawn} from 'node:child_process';
import {closeSync, openSync, realpathSync, renameSync, statfsSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import {Fault} from '../core/fault.js';
import {tryLock} from '../wire/lock.js';
import {daemonLogOf} from '../wire/paths.js';
import {ensurePrivateFolder} from '../wire/private-folder.js';
import type {Client} from './client.js';
import type {ConnectOptions} from './connect.js';
import {lastWordsOf} from './last-words.js';
import {growingPauses, pause} from './pause.js';

const START_TIMEOUT_MS = 20_000;
/** The exit code of a daemon that cannot use its home: that is for the person to mend, as wrong usage is. */
const WRONG_CONFIGURATION = 2;
const LOG_ROTATES_AT_BYTES = 8 * 1024 * 1024;

/**
 * Starts the daemon, as tmux does: take the lock, connect again (somebody may have been quicker), start it, and wait until
 * it answers. Whoever finds the lock taken waits for the daemon that its holder starts.
 *
 * @throws {Fault} `daemon` where it ended at once, with its last words, or did not answer in time.
 */
export async function startDaemon(options: ConnectOptions, connectOnce: () => Promise<Client | null>): Promise<Client> {
	const {paths, signal} = options;
	ensurePrivateFolder(paths.state);
	ensurePrivateFolder(paths.socketFolder);
	const deadline = performance.now() + (options.startTimeoutMs ?? START_TIMEOUT_MS);
	const pauses = growingPauses();
	for (;;) {
		const lock = tryLock(paths.socketFolder, 'start');
		try {
			const client = (await connectOnce()) ?? (lock.held ? await startAndWait(options, connectOnce, deadline) : null);
			if (client !== null) {
				return client;
			}
		} finally {
			if (lock.held) {
				lock.release();
			}
		}

		checkTime(deadline, options);
		await pause(pauses.next().value, signal);
	}
}

async function startAndWait(
	options: ConnectOptions,
	connectOnce: () => Promise<Client | null>,
	deadline: number,
): Promise<Client | null> {
	const logPath = daemonLogOf(options.paths);
	const {child, logOffset} = spawnDaemon(options, logPath);
	let failure: Fault | null = null;
	let hasGivenWay = false;
	child.once('error', error => {
		failure = new Fault('daemon', `the daemon cannot be started: ${error.message}`, {cause: error});
	});
	child.once('exit', (code, signal) => {
		// Code 0: it found another daemon, which answers us, or is about to end: then the next round starts one.
		hasGivenWay = code === 0;
		failure = hasGivenWay ? null : endedAtOnce(code ?? signal, logPath, logOffset);
	});
	try {
		const pauses = growingPauses();
		for (;;) {
			const client = await connectOnce();
			if (client !== null || hasGivenWay) {
				return client;
			}

			if (failure !== null) {
				throw failure;
			}

			checkTime(deadline, options);
			await pause(pauses.next().value, options.signal);
		}
	} finally {
		child.removeAllListeners();
		child.on('error', () => {});
		child.unref();
	}
}

/** Detached, so that it outlives this program and its terminal; it keeps no folder busy and no descriptor of ours. */
function spawnDaemon(options: ConnectOptions, logPath: string): {child: ChildProcess; logOffset: number} {
	rotate(logPath);
	const log = openSync(logPath, 'a', 0o600);
	try {
		const logOffset = statSync(logPath).size;
		const [file, ...args] = options.daemonArgv ?? ownDaemonArgv();
		const child = spawn(file, args, {
			cwd: '/',
			detached: true,
			env: options.env ?? process.env,
			stdio: ['ignore', log, log],
			windowsHide: true,
		});
		return {child, logOffset};
	} finally {
		closeSync(log);
	}
}

function ownDaemonArgv(): [string, ...string[]] {
	return [process.execPath, realpathSync(process.argv[1] ?? ''), '__daemon'];
}

function rotate(logPath: string): void {
	if ((statSync(logPath, {throwIfNoEntry: false})?.size ?? 0) > LOG_ROTATES_AT_BYTES) {
		renameSync(logPath, `${logPath}.1`);
	}
}

function endedAtOnce(how: number | string | null, logPath: string, logOffset: number): Fault {
	const kind = how === WRONG_CONFIGURATION ? 'config' : 'daemon';
	const said = lastWordsOf(logPath, logOffset);
	const folder = dirname(logPath);
	// Then its last words found no room either.
	const isFull = said === null && statfsSync(folder).bavail === 0;
	return new Fault(kind, `the daemon ended at once (${typeof how === 'number' ? 'exit code ' : ''}${how})`, {
		facts: {said: isFull ? `no space is left on the disk of ${folder}` : said},
		hint: isFull ? 'free some space there; hpctui doctor tells how much there is' : `its log: ${logPath}`,
	});
}

function checkTime(deadline: number, options: ConnectOptions): void {
	if (performance.now() > deadline) {
		const logPath = daemonLogOf(options.paths);
		throw new Fault('daemon', 'the daemon was started and does not answer', {
			facts: {said: lastWordsOf(logPath, 0)},
			hint: `its log: ${logPath}`,
		});
	}
}
