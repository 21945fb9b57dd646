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
			const isOk = await runOne(kind, source, withLimit(tell));
			interrupt = () => undefined;
			waiting -= 1;
			tell({type: 'done', isOk, milliseconds: Math.round(performance.now() - startedAt)});
		});
		return last;
	};
	return {run, interrupt: () => interrupt(), isBusy: () => waiting > 0};
}

/** More than this of one cell nobody reads, and a page that holds it gets slow. */
const OUTPUT_MAX_LENGTH = 512 * 1024;

/** Passes output on up to the limit, says so then, and drops the rest. */
function withLimit(tell: (event: CellEvent) => void): (event: CellEvent) => void {
	let length = 0;
	return event => {
		const isWithin = length <= OUTPUT_MAX_LENGTH;
		length += event.type === 'output' ? event.text.length : 0;
		if (event.type !== 'output' || (isWithin && length <= OUTPUT_MAX_LENGTH)) {
			tell(event);
		} else if (isWithin) {
			tell({type: 'error', text: 'The output goes on; the rest of it is not shown.'});
		}
	};
}
