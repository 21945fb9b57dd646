import {spawn} from 'node:child_process';
import {open, readFile} from 'node:fs/promises';
import type {Clock} from '../core/clock.js';
import {Fault} from '../core/fault.js';
import {ensurePrivateFolder} from '../wire/private-folder.js';
import type {DemoPlaces} from './places.js';
import {readRecord} from './record.js';

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
	while ((await readRecord(places.record)) === undefined) {
		// One that ends well has found another process at it, which will be ready in a moment.
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
	while ((await readRecord(places.record)) !== undefined) {
		if (clock.now() > deadline) {
			throw new Fault('timeout', `the demo's servers (process ${record.pid}) do not end`, {
				hint: `end the process by hand: kill -KILL ${record.pid}`,
			});
		}

		await clock.sleep(LOOK_EVERY_MS, signal);
	}

	return true;
}

/** In a session of its own, so that neither the end of the screen nor a Ctrl+C there reaches it. */
async function launch(places: DemoPlaces, command: ServersCommand): Promise<{hasFailed(): boolean}> {
	const log = await open(places.log, 'w', 0o600);
	try {
		const child = spawn(command.file, [...command.args], {detached: true, stdio: ['ignore', log.fd, log.fd]});
		let hasFailed = false;
		child.once('exit', code => {
			hasFailed = code !== 0;
		});
		child.once('error', () => {
			hasFailed = true;
		});
		child.unref();
		return {hasFailed: () => hasFailed};
	} finally {
		await log.close();
	}
}

async function startFault(places: DemoPlaces): Promise<Fault> {
	const log = await readFile(places.log, 'utf8').catch(() => '');
	const said = log.trim().split('\n').at(-1) ?? '';
	return new Fault('daemon', `the demo's servers did not start${said === '' ? '' : `: ${said}`}`, {
		hint: `what they said is in ${places.log}`,
		retry: 'later',
	});
}
