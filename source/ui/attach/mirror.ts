import type {Client} from '../../client/client.js';
import {createEmulator, type Emulator} from '../../terminal/emulator.js';
import type {TerminalDocument} from '../../wire/calls.js';

type Size = {readonly columns: number; readonly rows: number};

/** One of the daemon's terminals as it is seen here: the same bytes make the same picture. */
export type Mirror = {
	readonly terminal: number;
	readonly emulator: Emulator;
	send(bytes: string): void;
	/** Our window changed. */
	resize(size: Size): void;
	/** The daemon told of another size. */
	follow(document: TerminalDocument): void;
	/** Screen and scrollback in a picture of its own. */
	still(): Promise<Emulator>;
	leave(): void;
};

export type MirrorOptions = {
	readonly client: Client;
	readonly terminal: number;
	readonly size: Size;
	/** It is read instead of looked at: full-screen programs are a part of what scrolls, and much is kept of that. */
	readonly isSpoken: boolean;
	readonly onDrawn: () => void;
	readonly onBell: () => void;
};

/** Lines above the screen of a terminal that is read. */
export const SPOKEN_SCROLLBACK_LINES = 20_000;
/** So many bytes cannot be more lines than are kept. */
const SPOKEN_PIECE_BYTES = 16_384;

/** Begins to look at a terminal. */
export async function openMirror({client, terminal, size, isSpoken, onDrawn, onBell}: MirrorOptions): Promise<Mirror> {
	const {channel, terminal: document} = await client.call('terminal.view', {terminal, ...size});
	const reading = isSpoken ? {isOneRoll: true, scrollbackLines: SPOKEN_SCROLLBACK_LINES} : {};
	const emulator = createEmulator({columns: document.columns, rows: document.rows, onBell, ...reading});
	let isOver = false;
	/** Bytes and sizes in the order in which they came. */
	let queue: Promise<void> = Promise.resolve();
	const inTurn = (step: () => Promise<void>): void => {
		queue = queue.then(async () => {
			if (!isOver) {
				await step();
				onDrawn();
			}
		});
	};
	const pieceBytes = isSpoken ? SPOKEN_PIECE_BYTES : Number.POSITIVE_INFINITY;
	const stop = client.onBytes(channel, bytes => {
		for (let start = 0; start < bytes.length; start += pieceBytes) {
			inTurn(() => emulator.write(bytes.subarray(start, start + pieceBytes)));
		}
	});
	return {
		terminal,
		emulator,
		send: text => void client.sendBytes(channel, Buffer.from(text)),
		resize: wanted => void client.call('terminal.resize', {terminal, ...wanted}).catch(() => undefined),
		follow({columns, rows}) {
			inTurn(async () => {
				if (columns !== emulator.columns || rows !== emulator.rows) {
					await emulator.resize(columns, rows);
				}
			});
		},
		async still() {
			const {columns, rows} = emulator;
			const {base64} = await client.call('terminal.history', {terminal});
			const picture = createEmulator({columns, rows, scrollbackLines: 20_000});
			await picture.write(Buffer.from(base64, 'base64'));
			return picture;
		},
		leave() {
			isOver = true;
			stop();
			emulator.close();
			client.call('terminal.leave', {terminal}).catch(() => undefined);
		},
	};
}
