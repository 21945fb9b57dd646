import {SerializeAddon} from '@xterm/addon-serialize';
import {type IBuffer, Terminal} from '@xterm/headless';
import {type Modes, trackModes} from './modes.js';
import {createOneRoll} from './one-roll.js';

/** A line of a screen, and a cell of it. */
export type {IBufferCell, IBufferLine} from '@xterm/headless';

/** Lines above the screen that are kept: as many as tmux keeps. */
export const SCROLLBACK_LINES = 2000;

/** A terminal without a display: bytes go in, and what a person would see can be asked for. */
export type Emulator = {
	readonly columns: number;
	readonly rows: number;
	/** As the program names itself; not cleaned. */
	readonly title: string;
	readonly modes: Modes;
	/** The screen that shows: lines from the oldest in the scrollback on; `baseY` is where the screen begins. */
	readonly buffer: IBuffer;
	/** Resolves when all of it is understood. */
	write(bytes: Uint8Array | string): Promise<void>;
	/** Takes effect behind what was written before. */
	resize(columns: number, rows: number): Promise<void>;
	/** Follows a line of the buffer, wherever it scrolls. */
	follow(line: number): FollowedLine;
	/** Bytes that make a fresh emulator of this size the same: scrollback, screen, cursor, modes. */
	snapshot(): string;
	close(): void;
};

/** Where a line is now; null: it was deleted, or fell off the end of the scrollback. */
export type FollowedLine = {readonly line: number | null; drop(): void};

export type EmulatorOptions = {
	readonly columns: number;
	readonly rows: number;
	readonly scrollbackLines?: number;
	/** Full-screen programs draw in the one buffer, each below what was there ({@link createOneRoll}); `modes.isAlternate` tells of them. */
	readonly isOneRoll?: boolean;
	/** What the terminal answers to questions of the program (what are you, where is the cursor). */
	readonly onReply?: (reply: string) => void;
	readonly onBell?: () => void;
	readonly onTitle?: (title: string) => void;
};

/** An empty screen. */
export function createEmulator(options: EmulatorOptions): Emulator {
	const terminal = new Terminal({
		cols: options.columns,
		rows: options.rows,
		scrollback: options.scrollbackLines ?? SCROLLBACK_LINES,
		allowProposedApi: true,
	});
	const serializer = new SerializeAddon();
	terminal.loadAddon(serializer as unknown as Parameters<Terminal['loadAddon']>[0]);
	const tracker = trackModes(terminal);
	let title = '';
	terminal.onTitleChange(changed => {
		title = changed;
		options.onTitle?.(changed);
	});
	if (options.onReply !== undefined) {
		terminal.onData(options.onReply);
	}

	if (options.onBell !== undefined) {
		terminal.onBell(options.onBell);
	}

	const roll = options.isOneRoll === true ? createOneRoll() : null;
	let isFullScreen = false;
	const understand = (bytes: Uint8Array | string): Promise<void> =>
		new Promise(resolve => terminal.write(bytes, resolve));
	const write = async (bytes: Uint8Array | string): Promise<void> => {
		if (roll === null) {
			return understand(bytes);
		}

		for (const piece of roll.read(Buffer.from(bytes), () => terminal.rows)) {
			await understand(piece.bytes);
			isFullScreen = piece.isFullScreen;
		}
	};
	return {
		get columns() {
			return terminal.cols;
		},
		get rows() {
			return terminal.rows;
		},
		get title() {
			return title;
		},
		get modes() {
			return roll === null ? tracker.modes() : {...tracker.modes(), isAlternate: isFullScreen};
		},
		get buffer() {
			return terminal.buffer.active;
		},
		write,
		async resize(columns, rows) {
			// A full-screen program draws all anew; what is left of its lines would be broken at other places meanwhile.
			await understand(isFullScreen ? '\x1b[2J' : '');
			terminal.resize(columns, rows);
		},
		follow(line) {
			const {baseY, cursorY} = terminal.buffer.active;
			const marker = terminal.registerMarker(line - baseY - cursorY);
			return {
				get line() {
					return marker === undefined || marker.isDisposed ? null : marker.line;
				},
				drop: () => marker?.dispose(),
			};
		},
		snapshot: () => serializer.serialize() + tracker.restore(),
		close: () => terminal.dispose(),
	};
}
