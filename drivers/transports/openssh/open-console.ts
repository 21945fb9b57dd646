import {openAskpassConsole} from './askpass-console.js';
import type {Console, ConsoleOptions} from './console.js';
import {openPtyConsole} from './pty-console.js';

/** Starts ssh at a terminal where node-pty is there, else with a program of ours for its questions. `note`: told of the latter. */
export async function openConsole(options: ConsoleOptions, note: (line: string) => void): Promise<Console> {
	const pty = await import('node-pty').catch(() => null);
	if (pty !== null) {
		return openPtyConsole(pty, options);
	}

	note('node-pty is missing: no answer is shown while it is typed, and a ProxyCommand cannot ask anything');
	return openAskpassConsole(options);
}
