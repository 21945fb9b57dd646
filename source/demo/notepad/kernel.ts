import {type ChildProcess, fork} from 'node:child_process';
import type {KernelEvent, KernelRequest} from './messages.js';

/** Runs JavaScript cells in a process of their own: an endless loop there stops neither the page nor the server. */
export type Kernel = {
	/** Says whether it went well. One at a time. */
	run(source: string, tell: (event: Exclude<KernelEvent, {type: 'finished'}>) => void): Promise<boolean>;
	/** Ends the process: the cell that runs fails, and the next one starts with nothing. */
	stop(): void;
};

/** A kernel that starts its process (this file with these arguments) at the first cell. */
export function createKernel(file: string, args: readonly string[]): Kernel {
	let child: ChildProcess | undefined;
	const start = () => {
		const started = fork(file, [...args], {stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: []});
		started.once('exit', () => {
			child = child === started ? undefined : child;
		});
		return started;
	};
	return {
		run: async (source, tell) => {
			child ??= start();
			return runIn(child, source, tell);
		},
		stop: () => child?.kill('SIGKILL'),
	};
}

async function runIn(child: ChildProcess, source: string, tell: Parameters<Kernel['run']>[1]): Promise<boolean> {
	return new Promise(resolve => {
		const finish = (isOk: boolean) => {
			child.off('message', hear);
			child.off('exit', leave);
			resolve(isOk);
		};
		const hear = (event: KernelEvent) => (event.type === 'finished' ? finish(event.isOk) : tell(event));
		const leave = () => {
			tell({
				type: 'error',
				text: 'The process of this notepad ended: its variables are gone, the next cell starts anew.',
			});
			finish(false);
		};
		child.on('message', hear);
		child.once('exit', leave);
		child.send({source} satisfies KernelRequest);
	});
}
