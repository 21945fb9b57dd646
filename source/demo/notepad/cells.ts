import type {Kernel} from './kernel.js';
import type {CellEvent} from './messages.js';
import {runShell} from './shell-cell.js';

/** Runs cells one after another, in the order in which they were asked for. */
export type Cells = {
	run(kind: 'js' | 'sh', source: string, tell: (event: CellEvent) => void): Promise<void>;
	/** Ends the cell that runs. */
	interrupt(): void;
	isBusy(): boolean;
};

/** Cells whose JavaScript runs in this kernel. */
export function createCells(kernel: Kernel): Cells {
	let last = Promise.resolve();
	let waiting = 0;
	let interrupt: () => void = () => undefined;
	const runOne = async (kind: 'js' | 'sh', source: string, tell: (event: CellEvent) => void): Promise<boolean> => {
		if (kind === 'js') {
			interrupt = () => kernel.stop();
			return kernel.run(source, tell);
		}

		const controller = new AbortController();
		interrupt = () => controller.abort();
		return runShell(source, tell, controller.signal);
	};
	const run: Cells['run'] = async (kind, source, tell) => {
		waiting += 1;
		last = last.then(async () => {
			const startedAt = performance.now();
			const isOk = await runOne(kind, source, tell);
			interrupt = () => undefined;
			waiting -= 1;
			tell({type: 'done', isOk, milliseconds: Math.round(performance.now() - startedAt)});
		});
		return last;
	};
	return {run, interrupt: () => interrupt(), isBusy: () => waiting > 0};
}
