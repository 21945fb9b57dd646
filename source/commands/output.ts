import {isatty} from 'node:tty';
import {Fault} from '../core/fault.js';
import {type Paint, paintFor} from './paint.js';

/** Where a command writes: stdout or stderr. */
export type Output = {
	readonly isTerminal: boolean;
	/** Columns of the terminal; null where there is none, and nothing has to fit. */
	readonly columns: number | null;
	readonly paint: Paint;
	/** Resolves when the bytes were taken, so that a slow reader slows the writer. Quiet once nobody reads. */
	write(content: string | Uint8Array): Promise<void>;
};

export type OutputOptions = {
	readonly hasColours: boolean;
	/** Nobody reads any longer (`| head`). */
	readonly onClosed: (fault: Fault) => void;
};

/** Standard output (1) or standard error (2). Node's stream behind it is made with the first write: that costs a start 2 ms. */
export function outputTo(descriptor: 1 | 2, options: OutputOptions): Output {
	const isTerminal = isatty(descriptor);
	let opened: NodeJS.WriteStream | undefined;
	let isClosed = false;

	const open = (): NodeJS.WriteStream => {
		const stream = descriptor === 1 ? process.stdout : process.stderr;
		stream.on('error', (error: NodeJS.ErrnoException) => {
			isClosed = true;
			const facts = {isPipeClosed: error.code === 'EPIPE'};
			options.onClosed(new Fault('cancelled', `cannot write: ${error.message}`, {facts}));
		});
		return stream;
	};
	const write = (content: string | Uint8Array): Promise<void> => {
		opened ??= open();
		const stream = opened;
		return isClosed ? Promise.resolve() : new Promise(resolve => stream.write(content, () => resolve()));
	};

	return {
		isTerminal,
		get columns() {
			return isTerminal ? (descriptor === 1 ? process.stdout : process.stderr).columns : null;
		},
		paint: paintFor(options.hasColours && isTerminal),
		write,
	};
}

/** Whether what was thrown only says that nobody reads any longer. */
export function isPipeClosed(fault: Fault): boolean {
	return fault.facts['isPipeClosed'] === true;
}
