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

/** Wraps a stream of this process. */
export function outputTo(stream: NodeJS.WriteStream, options: OutputOptions): Output {
	let isClosed = false;
	stream.on('error', (error: NodeJS.ErrnoException) => {
		isClosed = true;
		options.onClosed(
			new Fault('cancelled', `cannot write: ${error.message}`, {facts: {isPipeClosed: error.code === 'EPIPE'}}),
		);
	});
	return {
		isTerminal: stream.isTTY === true,
		columns: stream.isTTY ? stream.columns : null,
		paint: paintFor(options.hasColours && stream.isTTY === true),
		write: content => (isClosed ? Promise.resolve() : new Promise(resolve => stream.write(content, () => resolve()))),
	};
}

/** Whether what was thrown only says that nobody reads any longer. */
export function isPipeClosed(fault: Fault): boolean {
	return fault.facts['isPipeClosed'] === true;
}
