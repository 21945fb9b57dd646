import {rm} from 'node:fs/promises';
import {setTimeout as pause} from 'node:timers/promises';
import {tryLock} from '../wire/lock.js';
import {ensurePrivateFolder} from '../wire/private-folder.js';
import {startDemoServers} from './demo-servers.js';
import type {DemoPlaces} from './places.js';
import {readRecord, writeRecord} from './record.js';

/** Two that start at once may both step back from the lock: so many times they try again. */
const LOCK_TRIES = 40;

/**
 * The whole life of the process behind `hpctui demo`: takes the folder's lock, serves until the signal is aborted, and
 * takes its record away. Ends at once when another process serves already.
 */
export async function runDemoServers(places: DemoPlaces, signal: AbortSignal): Promise<void> {
	ensurePrivateFolder(places.folder);
	const lock = await lockUnlessServed(places);
	if (lock === undefined) {
		return;
	}

	try {
		const servers = await startDemoServers(places);
		await writeRecord(places.record);
		await aborted(signal);
		await servers.close();
	} finally {
		await rm(places.record, {force: true});
		lock.release();
	}
}

/** The lock, or undefined as soon as another process is seen to serve. */
async function lockUnlessServed(places: DemoPlaces): Promise<{release(): void} | undefined> {
	for (let tries = 0; tries < LOCK_TRIES && (await readRecord(places.record)) === undefined; tries += 1) {
		const attempt = tryLock(places.folder, 'servers');
		if (attempt.held) {
			return attempt;
		}

		await pause(25 + Math.random() * 75);
	}

	return undefined;
}

async function aborted(signal: AbortSignal): Promise<void> {
	if (!signal.aborted) {
		await new Promise(resolve => {
			signal.addEventListener('abort', resolve, {once: true});
		});
	}
}
