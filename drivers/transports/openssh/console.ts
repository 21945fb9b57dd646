import {spawn} from 'node:child_process';
import {constants} from 'node:fs';
import {open} from 'node:fs/promises';
import {text} from 'node:stream/consumers';
import {makePipes} from './pipes.js';
import {TerminalText} from './questions.js';

/** What stands at a terminal that waits for an answer. */
export type Shown = {readonly text: string; readonly isEchoing: boolean};

/** A program that runs at a terminal of its own, with its standard error apart. */
export type Console = {
	readonly pid: number;
	/** Settles once the program is over and all that it said was heard. */
	readonly ended: Promise<void>;
	kill(signal: NodeJS.Signals): void;
};

export type ConsoleOptions = {
	readonly argv: readonly string[];
	/** Where its pipes are made: a path in a folder of ours, to which a suffix is added. */
	readonly base: string;
	readonly onErrors: (text: string) => void;
	/** Something waits for an answer; undefined: it will be ended. */
	readonly answer: (shown: Shown) => Promise<string | undefined>;
};

/** A prompt is written at once; when nothing has followed for this long, it is one. */
const QUIET_MS = 60;

/**
 * Sends standard error to the first pipe, and ends the program when the second one loses its writer: that is this process, even
 * where it is killed and can clear nothing away. A line in that pipe says that the program is over already. The terminal's name
 * comes first on standard error.
 */
export const SCRIPT = `exec 2>"$1"
(read -r word <"$2" || kill "$$") </dev/null >/dev/null 2>&1 &
shift 2
tty >&2
exec "$@"`;

/** Starts a program at a terminal (node-pty); rejects where that package is missing. */
export async function openConsole(options: ConsoleOptions): Promise<Console> {
	const {spawn: spawnAtTerminal} = await import('node-pty');
	const terminal = Promise.withResolvers<string>();
	const errors = withoutFirstLine(terminal.resolve, options.onErrors);
	const pipes = await makePipes(options.base, errors);
	const pty = spawnAtTerminal('/bin/sh', ['-c', SCRIPT, 'sh', pipes.errorsPath, pipes.lifePath, ...options.argv], {
		name: 'dumb',
		// Long lines must not be folded.
		cols: 1000,
		rows: 24,
		env: process.env,
	});
	void terminal.promise.then(() => pipes.started());
	let isOver = false;
	const exited = new Promise<void>(resolve => {
		pty.onExit(() => {
			isOver = true;
			resolve();
		});
	});
	const prompter = new Prompter(
		text => pty.write(text),
		async () => isEchoing(await terminal.promise),
		options.answer,
	);
	pty.onData(text => prompter.feed(text));
	return {
		pid: pty.pid,
		ended: exited.then(async () => {
			prompter.stop();
			await pipes.close();
		}),
		kill(signal) {
			// Its number may be another program's by now.
			if (!isOver) {
				pty.kill(signal);
			}
		},
	};
}

/** Waits until a terminal has stopped printing, and has the question answered that stands there then. */
class Prompter {
	readonly #text = new TerminalText();
	readonly #type: (text: string) => void;
	readonly #isEchoing: () => Promise<boolean>;
	readonly #answer: ConsoleOptions['answer'];
	#timer: NodeJS.Timeout | undefined;
	#isAsking = false;

	constructor(type: (text: string) => void, echo: () => Promise<boolean>, answer: ConsoleOptions['answer']) {
		this.#type = type;
		this.#isEchoing = echo;
		this.#answer = answer;
	}

	feed(text: string): void {
		this.#text.feed(text);
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#look(), QUIET_MS);
	}

	stop(): void {
		clearTimeout(this.#timer);
	}

	async #look(): Promise<void> {
		if (this.#isAsking || this.#text.text.trim() === '') {
			return;
		}

		this.#isAsking = true;
		const echo = await this.#isEchoing();
		// Whole lines are only told, unless the terminal hides what is typed: then somebody waits for a secret.
		if (this.#text.isOpen || !echo) {
			const answer = await this.#answer({text: this.#text.text, isEchoing: echo});
			if (answer !== undefined) {
				this.#text.answered();
				this.#type(`${answer.replace(/[\r\n].*/s, '')}\r`);
			}
		}

		this.#isAsking = false;
	}
}

/** Whether a terminal shows what is typed, as `stty` tells; where it cannot tell, what is typed is taken for secret. */
async function isEchoing(path: string): Promise<boolean> {
	const terminal = await open(path, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK).catch(() => null);
	if (terminal === null) {
		return false;
	}

	try {
		const stty = spawn('stty', ['-a'], {stdio: [terminal.fd, 'pipe', 'ignore']});
		stty.on('error', () => {});
		return stty.stdout !== null && / echo[ ;]/.test(await text(stty.stdout));
	} finally {
		await terminal.close();
	}
}

/** Passes text on, all but its first line. */
function withoutFirstLine(onFirst: (line: string) => void, pass: (text: string) => void): (text: string) => void {
	let held: string | null = '';
	return text => {
		if (held === null) {
			pass(text);
			return;
		}

		held += text;
		const end = held.indexOf('\n');
		if (end !== -1) {
			onFirst(held.slice(0, end).trim());
			const rest = held.slice(end + 1);
			held = null;
			if (rest !== '') {
				pass(rest);
			}
		}
	};
}
