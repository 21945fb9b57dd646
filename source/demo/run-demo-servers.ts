import {rm} from 'node:fs/promises';
import {lockWithin} from '../wire/lock.js';
import {ensurePrivateFolder} from '../wire/private-folder.js';
import {startDemoServers} from './demo-servers.js';
import type {DemoPlaces} from './places.js';
import {writeRecord} from './record.js';

/** Two that start at once step back for each other; this long they try again. */
const LOCK_PATIENCE_MS = 2_000;

/**
 * The whole life of the process behind `hpctui demo`: takes the folder's lock, serves until the signal is aborted, and
 * takes its record away. Ends at once when another process serves already.
 */
export async function runDemoServers(places: DemoPlaces, signal: AbortSignal): Promise<void> {
	ensurePrivateFolder(places.folder);
	const lock = await lockWithin(places.folder, 'servers', LOCK_PATIENCE_MS);
	if (!lock.held) {
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

async function aborted(signal: AbortSignal): Promise<void> {
	if (!signal.aborted) {
		await new Promise(resolve => {
			signal.addEventListener('abort', resolve, {once: true});
		});
	}
}
