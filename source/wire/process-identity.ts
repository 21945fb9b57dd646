import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';

/**
 * When a process started, as a word that no later process with the same id will have; null: there is no such process, or
 * only its remains (a zombie whose parent does not reap it).
 */
export function startOf(pid: number): string | null {
	return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
}

/** proc(5): after the name in parentheses, the third field is the state and the 22nd the start in ticks since boot. */
function startFromProc(pid: number): string | null {
	const stat = contentOf(`/proc/${pid}/stat`);
	const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
	const [state, ticks] = [fields[0], fields[19]];
	if (state === undefined || ticks === undefined || state === 'Z' || state === 'X') {
		return null;
	}

	const boot = contentOf('/proc/sys/kernel/random/boot_id')?.slice(0, 8) ?? 'boot';
	return `${boot}-${ticks}`;
}

/** ps is the one way that macOS and the BSDs share; `lstart` has whole seconds. */
function startFromPs(pid: number): string | null {
	try {
		const options = {encoding: 'utf8', env: {LC_ALL: 'C', PATH: '/bin:/usr/bin'}, stdio: 'pipe'} as const;
		const [state = 'Z', ...start] = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], options)
			.trim()
			.split(/\s+/);
		return state.startsWith('Z') ? null : start.join('-').replaceAll(/[^\w-]/g, '');
	} catch {
		return null;
	}
}

function contentOf(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return null;
	}
}
