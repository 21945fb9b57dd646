import type {Client} from '../../client/client.js';
import {createEmulator, type Emulator} from '../../terminal/emulator.js';
import {readableLine} from '../text/log-line.js';

type Size = {readonly columns: number; readonly rows: number};

/** The end of a session's log, beside a terminal. */
export type LogPane = {
	/** Null: it is not shown. */
	readonly emulator: Emulator | null;
	/** Nothing happens where it is followed already. */
	follow(client: Client, session: string): void;
	resize(size: Size): void;
	stop(): void;
};

/** Lines that are kept: a window never shows more. */
const KEPT_LINES = 300;
const DRAW_EVERY_MS = 100;

/** Not shown at first. */
export function createLogPane(onDrawn: () => void): LogPane {
	let emulator: Emulator | null = null;
	let size: Size = {columns: 80, rows: 1};
	let lines: string[] = [];
	let rest = '';
	let followed: {readonly client: Client; readonly session: string} | null = null;
	let stopFollowing: (() => void) | null = null;
	let timer: NodeJS.Timeout | undefined;

	const soon = (): void => {
		timer ??= setTimeout(() => {
			timer = undefined;
			void draw();
		}, DRAW_EVERY_MS);
	};
	const draw = async (): Promise<void> => {
		if (stopFollowing === null || size.rows < 1) {
			return;
		}

		const screen = emulator ?? createEmulator({...size, scrollbackLines: 0});
		emulator = screen;
		await screen.resize(size.columns, size.rows);
		// It may have been stopped meanwhile, or follow another session.
		if (emulator !== screen) {
			return;
		}

		const shown = [...lines, rest].slice(-size.rows).map(line => readableLine(line, size.columns, true));
		await screen.write(`\x1b[?7l\x1b[2J\x1b[H${shown.join('\r\n')}`);
		onDrawn();
	};
	const add = (text: string): void => {
		const parts = (rest + text).split('\n');
		rest = parts.pop() ?? '';
		lines = [...lines, ...parts].slice(-KEPT_LINES);
		soon();
	};
	const stop = (): void => {
		stopFollowing?.();
		stopFollowing = null;
		followed = null;
		clearTimeout(timer);
		timer = undefined;
		emulator?.close();
		emulator = null;
		lines = [];
		rest = '';
	};

	return {
		get emulator() {
			return emulator;
		},
		follow(client, session) {
			if (followed?.client === client && followed.session === session) {
				return;
			}

			stop();
			followed = {client, session};
			stopFollowing = followLog(client, session, add);
			soon();
		},
		resize(changed) {
			size = changed;
			soon();
		},
		stop,
	};
}

function followLog(client: Client, session: string, add: (text: string) => void): () => void {
	const decoder = new TextDecoder();
	let subscription: number | null = null;
	let isOver = false;
	const stopListening = client.on('log.piece', piece => {
		if (piece.subscription === subscription) {
			add(decoder.decode(Buffer.from(piece.base64, 'base64'), {stream: true}));
		}
	});
	const begin = async (): Promise<void> => {
		const piece = await client.call('log.read', {session, stream: 'output', offset: null, lines: KEPT_LINES});
		const bytes = Buffer.from(piece.base64, 'base64');
		add(decoder.decode(bytes, {stream: true}));
		const followed = await client.call('log.follow', {session, offset: piece.offset + bytes.length});
		subscription = followed.subscription;
		if (isOver) {
			leave();
		}
	};
	const leave = (): void => {
		if (subscription !== null) {
			client.call('log.unfollow', {subscription}).catch(() => undefined);
		}
	};
	begin().catch((error: unknown) => add(`${error instanceof Error ? error.message : error}\n`));
	return () => {
		isOver = true;
		stopListening();
		leave();
	};
}
