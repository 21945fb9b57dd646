import {readFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';

/** Who serves a home: written beside the journal, where every machine that shares it can read it. */
export type HomeRecord = {
	/** The same on one machine for ever, and another on each other one. */
	readonly machine: string;
	/** The machine's name, for people. */
	readonly host: string;
	readonly pid: number;
	/** See process-identity.ts. */
	readonly start: string | null;
	readonly socket: string;
};

/** Where a home's record lies. */
export function homeRecordIn(state: string): string {
	return join(state, 'daemon.json');
}

/** Null: there is none, or it cannot be understood. */
export function readHomeRecord(state: string): HomeRecord | null {
	try {
		const record: Partial<HomeRecord> = JSON.parse(readFileSync(homeRecordIn(state), 'utf8'));
		return typeof record.machine === 'string' && typeof record.pid === 'number' && typeof record.socket === 'string'
			? {
					machine: record.machine,
					host: String(record.host),
					pid: record.pid,
					start: record.start ?? null,
					socket: record.socket,
				}
			: null;
	} catch {
		return null;
	}
}

/** machine-id(5) where there is one; names of laptops change with the network that they are in. */
export function thisMachine(): string {
	try {
		return readFileSync('/etc/machine-id', 'utf8').trim() || hostname();
	} catch {
		return hostname();
	}
}
