import {writeSync} from 'node:fs';
import type {Modes} from '../../terminal/modes.js';
import {suspendJob} from '../suspend.js';
import {createInputReader, type Token} from './input.js';

/** A lone Escape is told from the start of a sequence by what follows within this long. */
const ESCAPE_MS = 30;

/** What a real terminal is asked for. */
export type WantedModes = Pick<Modes, 'applicationCursorKeys' | 'applicationKeypad' | 'focusEvents' | 'cursorStyle'> & {
	readonly mouse: 'off' | 'drag' | 'any';
};

const PLAIN: WantedModes = {
	applicationCursorKeys: false,
	applicationKeypad: false,
	focusEvents: false,
	cursorStyle: 0,
	mouse: 'off',
};

/** The person's own terminal, taken over whole and given back as it was. */
export type RealTerminal = {
	readonly size: {readonly columns: number; readonly rows: number};
	/** False: the terminal does not take more now; it is told when it does. */
	write(text: string): boolean;
	/** Asks for other modes, where they are others than before. */
	want(modes: WantedModes): void;
	title(text: string): void;
	/** Gives the terminal back while the process is suspended. */
	suspend(): Promise<void>;
	/** Gives it back for good. May be called again. */
	close(): void;
};

/** What a terminal is taken for: a picture; lines, where the one before stays; the same, of a terminal that knows no sequences. */
export type TerminalUse = 'picture' | 'lines' | 'bare-lines';

/** What is taken, for what, and who is told. */
export type RealTerminalOptions = {
	readonly use: TerminalUse;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream & {readonly fd?: number};
	readonly onTokens: (tokens: readonly Token[]) => void;
	readonly onResize: () => void;
	readonly onDrain: () => void;
	/** The terminal is to be drawn anew: after a suspension. */
	readonly onShown: () => void;
	/** A signal wants an end, or the terminal is gone. */
	readonly onEnd: (why: string) => void;
};

/**
 * A picture: the other buffer, a clear window, pasted text in brackets; the title that was is kept and brought back. Lines: only what a terminal
 * sends is changed, nothing of what it shows.
 */
const USES: Readonly<Record<TerminalUse, {readonly take: string; readonly give: string}>> = {
	picture: {
		take: '\x1b[?1049h\x1b[22;0t\x1b[0m\x1b[2J\x1b[?2004h',
		give: '\x1b[?2026l\x1b[?1003l\x1b[?1002l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[?1l\x1b>\x1b[0 q\x1b[0m\x1b[23;0t\x1b[?1049l\x1b[?25h',
	},
	lines: {take: '\x1b[?2004h', give: '\x1b[?2004l\x1b[?1l\x1b>'},
	'bare-lines': {take: '', give: ''},
};
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/** Takes the terminal over. */
export function takeTerminal(options: RealTerminalOptions): RealTerminal {
	const {stdin, stdout, use} = options;
	const reader = createInputReader();
	let modes = PLAIN;
	let isTaken = false;
	let waiting: NodeJS.Timeout | undefined;

	const take = (): void => {
		isTaken = true;
		stdin.ref();
		stdin.setRawMode(true);
		stdin.resume();
		stdout.write(USES[use].take);
		modes = PLAIN;
	};
	const give = (): void => {
		if (!isTaken) {
			return;
		}

		isTaken = false;
		try {
			writeSync(stdout.fd ?? 1, USES[use].give);
			stdin.setRawMode(false);
		} catch {
			// The terminal is gone (SIGHUP): nothing is left to put in order.
		}
	};
	// Text where somebody before us asked for it: an encoding cannot be taken back.
	const onData = (bytes: Buffer | string): void => {
		clearTimeout(waiting);
		options.onTokens(reader.read(bytes));
		if (reader.isPending) {
			waiting = setTimeout(() => options.onTokens(reader.flush()), ESCAPE_MS);
		}
	};
	const onGone = (): void => options.onEnd('the terminal is gone');
	const listeners = SIGNALS.map(signal => [signal, () => options.onEnd(`ended by ${signal}`)] as const);

	take();
	stdin.on('data', onData);
	stdin.on('end', onGone);
	stdin.on('error', onGone);
	stdout.on('error', onGone);
	stdout.on('resize', options.onResize);
	stdout.on('drain', options.onDrain);
	// Also when the program dies: what it says then is to be read on the usual screen.
	process.on('uncaughtExceptionMonitor', give);
	process.on('exit', give);
	for (const [signal, listener] of listeners) {
		process.on(signal, listener);
	}

	return {
		get size() {
			return {columns: stdout.columns || 80, rows: stdout.rows || 24};
		},
		write: text => isTaken && stdout.write(text),
		want(wanted) {
			const changes = changesFrom(modes, wanted);
			modes = wanted;
			if (changes !== '' && use !== 'bare-lines') {
				stdout.write(changes);
			}
		},
		title: text => void stdout.write(`\x1b]2;${text}\x07`),
		async suspend() {
			give();
			await suspendJob();
			take();
			options.onShown();
		},
		close() {
			clearTimeout(waiting);
			give();
			stdin.off('data', onData).off('end', onGone).off('error', onGone);
			// Not paused: whoever reads from here next (the screen) would wait for ever. It keeps no process, either.
			stdin.unref();
			stdout.off('error', onGone).off('resize', options.onResize).off('drain', options.onDrain);
			process.off('uncaughtExceptionMonitor', give);
			process.off('exit', give);
			for (const [signal, listener] of listeners) {
				process.off(signal, listener);
			}
		},
	};
}

const MOUSE: Readonly<Record<WantedModes['mouse'], string>> = {
	off: '\x1b[?1003l\x1b[?1002l\x1b[?1006l',
	drag: '\x1b[?1003l\x1b[?1002h\x1b[?1006h',
	any: '\x1b[?1003h\x1b[?1006h',
};

/** Bytes that make a terminal with these modes one with those. */
function changesFrom(before: WantedModes, after: WantedModes): string {
	return [
		before.applicationCursorKeys === after.applicationCursorKeys
			? ''
			: `\x1b[?1${after.applicationCursorKeys ? 'h' : 'l'}`,
		before.applicationKeypad === after.applicationKeypad ? '' : after.applicationKeypad ? '\x1b=' : '\x1b>',
		before.focusEvents === after.focusEvents ? '' : `\x1b[?1004${after.focusEvents ? 'h' : 'l'}`,
		before.cursorStyle === after.cursorStyle ? '' : `\x1b[${after.cursorStyle} q`,
		before.mouse === after.mouse ? '' : MOUSE[after.mouse],
	].join('');
}
