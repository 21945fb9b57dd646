import {spawn} from 'node:child_process';
import type {CellEvent} from './messages.js';

/** Runs shell lines in the working directory, in a process group that the signal ends. Says whether it went well. */
export async function runShell(
	source: string,
	tell: (event: CellEvent) => void,
	signal: AbortSignal,
): Promise<boolean> {
	const child = spawn('/bin/sh', ['-c', source], {detached: true, stdio: ['ignore', 'pipe', 'pipe']});
	const stop = () => (child.pid === undefined ? undefined : process.kill(-child.pid, 'SIGTERM'));
	signal.addEventListener('abort', stop, {once: true});
	for (const stream of ['stdout', 'stderr'] as const) {
		child[stream].setEncoding('utf8').on('data', (text: string) => tell({type: 'output', stream, text}));
	}

	return new Promise(resolve => {
		child.once('error', error => tell({type: 'error', text: error.message}));
		child.once('close', (code, ended) => {
			signal.removeEventListener('abort', stop);
			if (code !== 0) {
				tell({type: 'error', text: ended === null ? `exit code ${code}` : `ended by ${ended}`});
			}

			resolve(code === 0);
		});
	});
}
