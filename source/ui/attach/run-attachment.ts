import type {Client} from '../../client/client.js';
import {copyText} from '../../client/clipboard.js';
import {Fault} from '../../core/fault.js';
import {themeFrom} from '../theme.js';
import {frameOf} from './attach-frame.js';
import {createAttachment, type TerminalWish} from './attachment.js';
import type {ColorDepth} from './cells.js';
import {createPainter} from './painter.js';
import {takeTerminal} from './real-terminal.js';

export type AttachOptions = {
	readonly env: NodeJS.ProcessEnv;
	/** A connection of its own, on which a person may be asked; called again when it was lost. */
	readonly connect: () => Promise<Client>;
	readonly wish: TerminalWish;
	readonly stdin?: NodeJS.ReadStream;
	readonly stdout?: NodeJS.WriteStream;
};

/** No more than so many pictures a second. */
const FRAME_MS = 16;
/** The clock in the status line. */
const TICK_MS = 1000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

/**
 * Shows a terminal of a session on this one until the person detaches, or it is over; answers what is to be said of that.
 * Rejects, with the terminal given back, where it could not be opened at all.
 */
export async function runAttachment(options: AttachOptions): Promise<string | null> {
	const {env, stdin = process.stdin, stdout = process.stdout} = options;
	const theme = themeFrom(env);
	const depth = depthOf(env);
	const painter = createPainter();
	const over = Promise.withResolvers<string | null>();
	const life = new AbortController();
	let timer: NodeJS.Timeout | undefined;
	let isFull = false;
	let paintedAt = 0;
	let title = '';

	const attachment = createAttachment({
		size: {columns: stdout.columns || 80, rows: stdout.rows || 24},
		now: Date.now,
		copy: text => copyText(text, {env, terminal: stdout}),
		suspend: () => void real.suspend(),
		redraw,
		onBell: () => real.write('\x07'),
		onChanged: soon,
		onOver: words => over.resolve(words),
	});
	const real = takeTerminal({
		stdin,
		stdout,
		onTokens: tokens => attachment.take(tokens),
		onResize() {
			painter.forget();
			real.write('\x1b[2J');
			attachment.resize(real.size);
		},
		onDrain() {
			isFull = false;
			soon();
		},
		onShown: redraw,
		onEnd: why => over.reject(new Fault('cancelled', why)),
	});
	const ticking = setInterval(() => attachment.tick(), TICK_MS);
	try {
		soon();
		return await Promise.race([over.promise, stayConnected()]);
	} finally {
		life.abort();
		clearInterval(ticking);
		clearTimeout(timer);
		attachment.close();
		real.close();
	}

	function redraw(): void {
		painter.forget();
		real.write('\x1b[0m\x1b[2J');
		soon();
	}

	/** A key's echo is drawn at once; a flood of output as often as a person can see. */
	function soon(): void {
		if (timer !== undefined || life.signal.aborted) {
			return;
		}

		const waitMs = paintedAt + FRAME_MS - Date.now();
		if (waitMs <= 0) {
			// Behind whatever else is changed by the same deed, and before any timer.
			paintedAt = Date.now();
			queueMicrotask(draw);
		} else {
			timer = setTimeout(draw, waitMs);
		}
	}

	function draw(): void {
		timer = undefined;
		if (isFull || life.signal.aborted) {
			return;
		}

		paintedAt = Date.now();
		const {state, screen, still, log} = attachment;
		const modes = screen?.modes;
		const isOurs = state.copy !== null || state.overlay !== null;
		real.want({
			applicationCursorKeys: !isOurs && modes?.applicationCursorKeys === true,
			applicationKeypad: !isOurs && modes?.applicationKeypad === true,
			focusEvents: modes?.focusEvents === true,
			cursorStyle: isOurs ? 0 : (modes?.cursorStyle ?? 0),
			mouse: !state.hasMouse ? 'off' : !isOurs && modes?.mouse === 'any' ? 'any' : 'drag',
		});
		const bytes = painter.paint(frameOf(state, {screen, still, log}, real.size, theme, depth));
		if (bytes !== '') {
			isFull = !real.write(bytes);
		}

		const wanted = `${state.session?.name ?? 'hpctui'}${state.current?.title ? `: ${state.current.title}` : ''}`;
		if (wanted !== title) {
			title = wanted;
			real.title(wanted);
		}
	}

	/** Rejects where the first try failed; later ones are told and tried again. */
	async function stayConnected(): Promise<null> {
		let {wish} = options;
		for (let tries = 0; !life.signal.aborted; ) {
			try {
				const client = await options.connect();
				life.signal.addEventListener('abort', client.close, {once: true});
				const isFirst = attachment.state.session === null;
				await attachment.connect(client, wish).catch((error: unknown) => {
					client.close();
					throw isFirst ? error : Fault.from(error);
				});
				tries = 0;
				const fault = await client.closed;
				if (life.signal.aborted) {
					return null;
				}

				attachment.lose(fault?.message ?? 'it ended');
			} catch (error) {
				if (attachment.state.session === null || life.signal.aborted) {
					throw error;
				}

				attachment.lose(Fault.from(error).message);
			}

			const {session, current} = attachment.state;
			wish = {session: session?.id ?? wish.session, argv: null, number: current?.number ?? null};
			await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries++));
		}

		return null;
	}
}

function pause(ms: number): Promise<void> {
	return new Promise(resolve => setTimeout(resolve, ms));
}

/** As terminals tell it, by convention. */
function depthOf(env: NodeJS.ProcessEnv): ColorDepth {
	const term = env['TERM'] ?? '';
	if (/^(?:truecolor|24bit)$/.test(env['COLORTERM'] ?? '') || /direct|kitty|alacritty|ghostty/.test(term)) {
		return 'true';
	}

	return /256|xterm|tmux|screen/.test(term) ? '256' : '16';
}
