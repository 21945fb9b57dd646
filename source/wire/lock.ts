import {readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {startOf} from './process-identity.js';

/** A lock that is held, or who holds it. */
export type LockAttempt =
	| {readonly held: true; release(): void}
	/** The process that has it, or that tries for it at this very moment. */
	| {readonly held: false; readonly pid: number};

let claims = 0;

/**
 * Tries once for a lock between processes. Each puts down a claim, a file that names its process and that process's start;
 * whoever then sees no other living claim holds the lock. Of two that try at the same instant at least one sees the other,
 * so both may step back but never do both hold it. A claim of a dead process (SIGKILL, power cut) counts for nothing and
 * is swept away: its name never returns, so sweeping can hit nobody else.
 */
export function tryLock(folder: string, name: string): LockAttempt {
	claims += 1;
	const claim = `${name}.${process.pid}.${startOf(process.pid) ?? 'unknown'}.${claims}.lock`;
	const path = join(folder, claim);
	const release = (): void => rmSync(path, {force: true});
	writeFileSync(path, '', {flag: 'wx', mode: 0o600});
	const other = readdirSync(folder).find(file => file !== claim && isLive(folder, file, name));
	if (other === undefined) {
		return {held: true, release};
	}

	release();
	return {held: false, pid: Number(other.split('.')[1])};
}

/** Tries for a lock until it is held or `patienceMs` have passed: enough for two that stepped back for each other. */
export async function lockWithin(folder: string, name: string, patienceMs: number): Promise<LockAttempt> {
	const deadline = performance.now() + patienceMs;
	for (;;) {
		const attempt = tryLock(folder, name);
		if (attempt.held || performance.now() > deadline) {
			return attempt;
		}

		await pause(5 + Math.random() * 45);
	}
}

/** Whether a file is a claim of a living process to this lock. Sweeps away those of dead ones. */
function isLive(folder: string, file: string, name: string): boolean {
	const [lock, pid, start, , end] = file.split('.');
	if (lock !== name || end !== 'lock') {
		return false;
	}

	if (startOf(Number(pid)) === start) {
		return true;
	}

	rmSync(join(folder, file), {force: true});
	return false;
}
