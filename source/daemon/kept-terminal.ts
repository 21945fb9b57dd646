import type {Clock} from '../core/clock.js';
import type {Command, Outcome} from '../core/command.js';
import {textOf} from '../core/command.js';
import {Fault} from '../core/fault.js';
import {
	captureKept,
	endKept,
	GONE_WITH_TMUX,
	GONE_WITHOUT_TMUX,
	LOGIN_SHELL,
	openKept,
	type KeptTerminal as Place,
} from '../core/kept-terminal.js';
import type {Terminal} from '../core/link.js';
import {type PauseRule, pauseBefore} from '../core/pause.js';
import {sanitizeLine} from '../core/text.js';
import {createEmulator} from '../terminal/emulator.js';
import type {TerminalDocument} from '../wire/calls.js';
import type {Foothold} from './foothold.js';
import type {Connection} from './server.js';
import {createViewers, type Size} from './viewers.js';

/** Between two tries to take a terminal up again. */
const RETURN: PauseRule = {firstMs: 500, factor: 1.6, maxMs: 5000};

export type KeptTerminalOptions = {
	readonly terminal: number;
	readonly session: string;
	readonly number: number;
	readonly place: Place;
	readonly argv: readonly [string, ...string[]] | null;
	readonly cwd: Pick<Command, 'cwd'>;
	/** The record of the session's job script; null: it has none. */
	readonly record: string | null;
	readonly size: Size;
	readonly node: string;
	/** It was left at the far side by an earlier daemon. */
	readonly isReturn: boolean;
	/** A way onto the node now. */
	readonly enter: (signal: AbortSignal, why: 'wished' | 'by-itself') => Promise<Foothold>;
	/** Whether the session's job may still be there. */
	readonly isWanted: () => boolean;
	readonly clock: Clock;
	readonly onChanged: () => void;
};

/** One terminal on a node: it stays when everybody looks away, and is taken up again when the way to it was lost. */
export type KeptTerminal = {
	readonly document: TerminalDocument;
	/** Resolves when it is open; rejects with what kept it from that. */
	readonly opened: Promise<void>;
	view(connection: Connection, size: Size): Promise<number>;
	resize(connection: Connection, size: Size): void;
	leave(connection: Connection): void;
	/** Bytes for an empty terminal that show scrollback and screen. */
	history(): Promise<string>;
	/** Ends what runs in it. */
	end(): Promise<void>;
	/** Lets go of it: what is kept at the far side stays there. */
	close(): void;
};

/** Opens a terminal. */
export function keepTerminal(options: KeptTerminalOptions): KeptTerminal {
	const {place, clock, onChanged} = options;
	const life = new AbortController();
	const opened = Promise.withResolvers<void>();
	opened.promise.catch(() => undefined);
	let state: TerminalDocument['state'] = 'opening';
	let note: string | null = null;
	let foothold: Foothold | undefined;
	let far: Terminal | undefined;
	/** What is drawn, resized and shown anew happens one after the other. */
	let queue: Promise<unknown> = Promise.resolve();

	const emulator = createEmulator({
		...options.size,
		onReply: reply => far?.write(reply),
		onTitle: onChanged,
	});
	const viewers = createViewers({picture: () => Buffer.from(`\x1bc${emulator.snapshot()}`), inTurn});
	void live();

	return {
		get document() {
			return {
				terminal: options.terminal,
				session: options.session,
				number: options.number,
				title: sanitizeLine(emulator.title),
				command: options.argv?.join(' ') ?? null,
				state,
				note,
				node: options.node,
				by: foothold?.by ?? null,
				columns: emulator.columns,
				rows: emulator.rows,
				viewers: viewers.count,
			};
		},
		opened: opened.promise,
		async view(connection, size) {
			const channel = connection.openChannel(bytes => {
				viewers.touch(connection);
				adjust();
				far?.write(bytes);
			});
			// In the size of the one who comes, who is now the latest: the first picture has it already.
			await inTurn(async () => {
				await resizeTo(size);
				viewers.add({connection, channel, size});
			});
			onChanged();
			return channel.number;
		},
		resize(connection, size) {
			viewers.touch(connection, size);
			adjust();
		},
		leave(connection) {
			if (viewers.of(connection) !== undefined) {
				viewers.remove(connection);
				adjust();
				onChanged();
			}
		},
		async history() {
			const kept = foothold === undefined || state !== 'open' ? null : await capture(foothold);
			return kept ?? inTurn(() => emulator.snapshot());
		},
		async end() {
			const {link} = foothold ?? {};
			finish(null);
			await link?.run(endKept(place)).catch(() => undefined);
		},
		close: () => finish(null),
	};

	function inTurn<Value>(task: () => Value | Promise<Value>): Promise<Value> {
		const done = queue.then(task);
		queue = done.catch(() => undefined);
		return done;
	}

	function change(next: TerminalDocument['state'], why: string | null): void {
		state = next;
		note = why;
		onChanged();
	}

	/** As large as the window of whoever did something last. */
	function adjust(): void {
		const size = viewers.latestSize;
		if (size !== null && !isSize(size)) {
			void inTurn(() => resizeTo(size));
		}
	}

	function isSize({columns, rows}: Size): boolean {
		return columns === emulator.columns && rows === emulator.rows;
	}

	/** Told at once, so that who looks at it knows the size before the next bytes come. */
	async function resizeTo(size: Size): Promise<void> {
		if (!isSize(size) && state !== 'ended') {
			await emulator.resize(size.columns, size.rows);
			far?.resize(size.columns, size.rows);
			onChanged();
		}
	}

	async function live(): Promise<void> {
		let isReturn = options.isReturn;
		for (let attempt = 0; !life.signal.aborted; attempt++) {
			try {
				const outcome = await runOnce(isReturn);
				if (outcome !== null) {
					finish(wordsOn(outcome));
					return;
				}

				isReturn = true;
				attempt = 0;
				change('away', 'the way to it was lost; what runs in it goes on where tmux keeps it');
			} catch (error) {
				const fault = Fault.from(error);
				if (state === 'opening' && !options.isReturn) {
					opened.reject(fault);
					finish(fault.message);
					return;
				}

				change('away', fault.message);
			}

			if (!options.isWanted()) {
				finish('the job is over');
				return;
			}

			await clock.sleep(pauseBefore(attempt, RETURN, Math.random()), life.signal).catch(() => undefined);
		}
	}

	/** Null: the way was lost. */
	async function runOnce(isReturn: boolean): Promise<Outcome | null> {
		foothold = await options.enter(life.signal, isReturn ? 'by-itself' : 'wished');
		const inner = {argv: options.argv ?? LOGIN_SHELL, ...options.cwd};
		// A step of the scheduler ends with its job, and tmux, which runs on the login host then, with the step.
		const record = foothold.by === 'scheduler' ? null : options.record;
		const command = openKept(place, foothold.wrap(inner, true), {isReturn, record});
		const {columns, rows} = emulator;
		const terminal = await foothold.link.terminal({columns, rows}, command);
		if (life.signal.aborted) {
			terminal.close();
			return null;
		}

		far = terminal;
		change('open', null);
		opened.resolve();
		try {
			for await (const bytes of terminal.output) {
				await inTurn(async () => {
					// First to who looks: an echo need not wait for our own picture. Who comes next waits for their turn.
					viewers.send(bytes);
					await emulator.write(bytes);
				});
			}
		} catch {
			// A way that broke is told below.
		}

		far = undefined;
		const outcome = await terminal.exited.catch(() => null);
		return outcome === null || (outcome.code === null && outcome.signal === null) ? null : outcome;
	}

	/** What tmux has, which is more than it showed. Null: no tmux keeps it. */
	async function capture({link}: Foothold): Promise<string | null> {
		const outcome = await link.run(captureKept(place)).catch(() => null);
		return outcome?.code === 0 ? textOf(outcome.stdout).trimEnd().replaceAll('\n', '\r\n') : null;
	}

	function finish(why: string | null): void {
		if (state === 'ended') {
			return;
		}

		life.abort(new Fault('cancelled', 'the terminal is closed'));
		far?.close();
		far = undefined;
		opened.reject(new Fault('cancelled', 'the terminal was closed before it was open'));
		change('ended', why);
		emulator.close();
	}
}

/** How it ended, where that is worth a word. */
function wordsOn({code, signal}: Outcome): string | null {
	switch (code) {
		case 0:
			return null;
		case GONE_WITHOUT_TMUX:
			return 'the connection was cut, and there is no tmux on that host to keep a shell: it is gone';
		case GONE_WITH_TMUX:
			return 'what ran in it is gone from the host';
		default:
			return signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
	}
}
