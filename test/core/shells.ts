import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {onTestFinished} from 'vitest';

/** The POSIX shells that this machine has, as the words that start them. dash and bash are always wanted. */
export const shells: readonly (readonly [name: string, argv: readonly [string, ...string[]]])[] = (
	[
		['dash', ['dash']],
		['bash', ['bash']],
		['busybox', ['busybox', 'sh']],
		['ksh93', ['ksh93']],
		['mksh', ['mksh']],
	] as const
).filter(([name]) => name === 'bash' || hasProgram(name));

/** Whether a program is on the PATH. */
export function hasProgram(name: string): boolean {
	try {
		execFileSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', name], {stdio: 'ignore'});
		return true;
	} catch {
		return false;
	}
}

/** A folder of this test's own, gone when it is over. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'hpctui-test-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true, maxRetries: 5}));
	return folder;
}

/** The environment of a job that finds these programs on its PATH before the real ones: their names, and what each does in sh. */
export function fakePrograms(programs: Readonly<Record<string, string>>): Record<string, string> {
	const folder = temporaryFolder();
	for (const [name, text] of Object.entries(programs)) {
		writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, {mode: 0o755});
	}

	return {PATH: `${folder}:${process.env['PATH'] ?? ''}`};
}

/** Resolves with the first value that is not undefined; the test's own time limit ends it. */
export async function until<Value>(look: () => Value | undefined): Promise<Value> {
	for (;;) {
		const value = look();
		if (value !== undefined) {
			return value;
		}

		await pause(20);
	}
}
