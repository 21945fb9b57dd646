import {spawn} from 'node:child_process';
import {open, readFile} from 'node:fs/promises';
import type {Clock} from '../core/clock.js';
import {Fault} from '../core/fault.js';
import {ensurePrivateFolder} from '../wire/private-folder.js';
import {startOf} from '../wire/process-identity.js';
import type {DemoPlaces} from './places.js';
import {readRecord, type ServersRecord} from './record.js';

/** How to start the process that calls `runDemoServers`: the program itself, with a hidden word. */
export type ServersCommand = {readonly file: string; readonly args: readonly string[]};

const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 10_000;
const LOOK_EVERY_MS = 50;

/** Makes sure that the demo's hosts listen, in a process that outlives this one. Says whether it had to start it. */
export async function ensureServers(
	places: DemoPlaces,
	command: ServersCommand,
	clock: Clock,
	signal?: AbortSignal,
): Promise<'started' | 'found'> {
	if ((await readRecord(places.record)) !== undefined) {
		return 'found';
	}

	ensurePrivateFolder(places.folder);
	const launched = await launch(places, command);
	const deadline = clock.now() + START_LIMIT_MS;
	while (!isSettled(launched, await readRecord(places.record))) {
		if (launched.hasFailed() || clock.now() > deadline) {
			throw await startFault(places);
		}

		await clock.sleep(LOOK_EVERY_MS, signal);
	}

	return 'started';
}

/** Ends the process that serves the demo's hosts, the one that the record names and no other. False: none runs. */
export async function stopServers(places: DemoPlaces, clock: Clock, signal?: AbortSignal): Promise<boolean> {
	const record = await readRecord(places.record);
	if (record === undefined) {
		return false;
	}

	process.kill(record.pid, 'SIGTERM');
	const deadline = clock.now() + STOP_LIMIT_MS;
	// The record goes a little before its process does.
	while (startOf(record.pid) === record.start) {
		if (clock.now() > deadline) {
			throw new Fault('timeout', `the demo's servers (process ${record.pid}) do not end`, {
				hint: `end the process by hand: kill -KILL ${record.pid}`,
			});
		}

		await clock.sleep(LOOK_EVERY_MS, signal);
	}

	return true;
}

/** The process serves, or it has left because another one does: until then it could still begin to, after a stop. */
function isSettled(launched: Launched, record: ServersRecord | undefined): boolean {
	return record !== undefined && (record.pid === launched.pid || launched.hasEnded());
}

type Launched = {readonly pid: number | undefined; hasEnded(): boolean; hasFailed(): boolean};

/** In a session of its own, so that neither the end of the screen nor a Ctrl+C there reaches it. */
async function launch(places: DemoPlaces, command: ServersCommand): Promise<Launched> {
	const log = await open(places.log, 'w', 0o600);
	try {
		const child = spawn(command.file, [...command.args], {detached: true, stdio: ['ignore', log.fd, log.fd]});
		let code: number | null | undefined;
		child.once('exit', exitCode => {
			code = exitCode;
		});
		child.once('error', () => {
			code = null;
		});
		child.unref();
		const hasEnded = () => code !== undefined;
		return {pid: child.pid, hasEnded, hasFailed: () => hasEnded() && code !== 0};
	} finally {
		await log.close();
	}
}

async function startFault(places: DemoPlaces): Promise<Fault> {
	const log = await readFile(places.log, 'utf8').catch(() => '');
	// Node ends what it says of an error with its own version: the error's line is the one to show.
	const said = /^.*Error\b.*$/m.exec(log)?.[0] ?? log.trim().split('\n').at(-1) ?? '';
	return new Fault('daemon', `the demo's servers did not start${said === '' ? '' : `: ${said}`}`, {
		hint: `what they said is in ${places.log}`,
		retry: 'later',
	});
}
