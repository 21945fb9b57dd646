import {renameSync, rmSync, statfsSync, statSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {Fault} from '../core/fault.js';
import {type HomeRecord, homeRecordIn, readHomeRecord, thisMachine} from '../wire/home-record.js';
import {tryLock} from '../wire/lock.js';
import {startOf} from '../wire/process-identity.js';

/** How often a daemon shows that it lives, and how long one that does not is waited for: it may be a laptop that sleeps. */
const BEAT_MS = 15_000;
const DEAD_AFTER_MS = 90_000;
/** On a file system that machines share, two may claim at the same instant: the later one wins, and both look again. */
const SETTLE_MS = 1000;
/** statfs(2): NFS, SMB, CIFS, Lustre, BeeGFS, GPFS, AFS, Ceph, FUSE (sshfs). */
const SHARED: ReadonlySet<number> = new Set([
	0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x0bd00bd0, 0x19830326, 0x47504653, 0x5346414f, 0x00c36400, 0x65735546,
]);

/** That this process, and no other on any machine, writes the journal of a home. */
export type HomeClaim = {
	/** Whether the home is still ours, as it was seen within the last beat: a machine that woke looks before it writes. */
	isOurs(): boolean;
	release(): void;
};

export type HomeClaimOptions = {
	/** The folder of the journal. */
	readonly state: string;
	readonly socket: string;
	/** Another machine took the home while this one slept, and nothing may be written any more. */
	readonly onLost: () => void;
	/** Which machine this is; as the system says when it is not said. */
	readonly machine?: string;
	readonly beatMs?: number;
	readonly deadAfterMs?: number;
};

/**
 * Claims a home. The socket's folder is often one machine's own, and two logins of a user may have different ones: only
 * the journal's folder is certainly the same for all who would write it.
 *
 * @throws {Fault} `daemon` with `facts.isRunning` where a daemon of this machine has it; `config` where another machine's has.
 */
export function claimHome(options: HomeClaimOptions): HomeClaim {
	const {state, socket, machine = thisMachine(), deadAfterMs = DEAD_AFTER_MS} = options;
	const file = homeRecordIn(state);
	refuseWhereAnotherMachineHasIt(state, machine, deadAfterMs);
	const lock = tryLock(state, 'home');
	if (!lock.held) {
		throw hereAlready(state, lock.pid);
	}

	const ours: HomeRecord = {machine, host: hostname(), pid: process.pid, start: startOf(process.pid), socket};
	try {
		write(file, ours);
		if (isSharedByMachines(state)) {
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SETTLE_MS);
			refuseWhereAnotherMachineHasIt(state, machine, deadAfterMs);
		}
	} catch (error) {
		lock.release();
		throw error;
	}

	const {beatMs = BEAT_MS} = options;
	let isLost = false;
	let lookedAt = Date.now();
	const look = (): boolean => {
		const record = readHomeRecord(state);
		lookedAt = Date.now();
		if (!isLost && record !== null && (record.machine !== machine || record.pid !== process.pid)) {
			isLost = true;
			options.onLost();
		}

		return !isLost;
	};
	const timer = setInterval(() => look() && write(file, ours), beatMs);
	timer.unref();
	return {
		isOurs: () => (Date.now() - lookedAt > beatMs ? look() : !isLost),
		release() {
			clearInterval(timer);
			if (look()) {
				rmSync(file, {force: true});
			}

			lock.release();
		},
	};
}

/** The file's age is told by one clock, the file server's, so that machines whose clocks differ agree. */
function refuseWhereAnotherMachineHasIt(state: string, machine: string, deadAfterMs: number): void {
	const record = readHomeRecord(state);
	if (record === null || record.machine === machine) {
		return;
	}

	const ageMs = nowOf(state) - statSync(homeRecordIn(state)).mtimeMs;
	if (ageMs < deadAfterMs) {
		throw new Fault('config', `the daemon of this home runs on ${record.host} (process ${record.pid})`, {
			hint: `use it there, or end it there: hpctui daemon stop; or give this machine a home of its own: HPCTUI_HOME. If ${record.host} is gone, wait ${Math.ceil((deadAfterMs - ageMs) / 1000)} s`,
			facts: {host: record.host},
		});
	}
}

function nowOf(folder: string): number {
	const probe = join(folder, `probe.${process.pid}`);
	writeFileSync(probe, '', {mode: 0o600});
	try {
		return statSync(probe).mtimeMs;
	} finally {
		rmSync(probe, {force: true});
	}
}

function hereAlready(state: string, pid: number): Fault {
	const socket = readHomeRecord(state)?.socket;
	return new Fault('daemon', `a daemon of this home runs already (process ${pid})`, {
		hint: socket === undefined ? 'run: hpctui daemon status' : `it listens at ${socket}`,
		facts: {isRunning: true, pid},
	});
}

/** Written anew, and not only touched: so its age is by the file server's clock. */
function write(file: string, record: HomeRecord): void {
	const fresh = `${file}.${process.pid}`;
	try {
		writeFileSync(fresh, `${JSON.stringify(record)}\n`, {mode: 0o600});
		renameSync(fresh, file);
	} catch {
		// A full disk is no reason to end: the next beat tries again, and the journal tells of it.
		rmSync(fresh, {force: true});
	}
}

function isSharedByMachines(folder: string): boolean {
	return SHARED.has(statfsSync(folder).type);
}
