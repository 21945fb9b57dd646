import {writeSync} from 'node:fs';

/** Paste brackets off, colours off, the usual screen, the cursor shown. */
const RESTORE = '\u001b[?2004l\u001b[0m\u001b[?1049l\u001b[?25h';

/** Signals that end a program which has a terminal. */
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

export type GuardOptions = {
	readonly onSignal: (signal: NodeJS.Signals) => void;
	/** Stops drawing: a last frame after the usual screen is back would be drawn over what stands there. */
	readonly unmount: () => void;
};

/** Watches over the state of the terminal. */
export type Guard = {
	/** Stops guarding: the terminal was left in order. */
	release(): void;
};

/**
 * Leaves the terminal as it was found also when the program dies: before an uncaught error is printed, so that it can be
 * read, and when the process ends by itself. A signal is told, and the screen is left in order.
 */
export function guardTerminal(
	stdout: NodeJS.WriteStream & {readonly fd?: number},
	stdin: NodeJS.ReadStream,
	{onSignal, unmount}: GuardOptions,
): Guard {
	const restore = () => {
		try {
			unmount();
			stdin.setRawMode?.(false);
			writeSync(stdout.fd ?? 1, RESTORE);
		} catch {
			// The terminal is gone (SIGHUP): there is nothing left to put in order.
		}
	};
	const listeners = SIGNALS.map(signal => [signal, () => onSignal(signal)] as const);
	process.on('uncaughtExceptionMonitor', restore);
	process.on('exit', restore);
	for (const [signal, listener] of listeners) {
		process.on(signal, listener);
	}

	return {
		release() {
			process.off('uncaughtExceptionMonitor', restore);
			process.off('exit', restore);
			for (const [signal, listener] of listeners) {
				process.off(signal, listener);
			}
		},
	};
}
