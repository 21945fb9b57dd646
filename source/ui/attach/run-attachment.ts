import type {Client} from '../../client/client.js';
import {copyText} from '../../client/clipboard.js';
import {Fault} from '../../core/fault.js';
import {isSpoken} from '../spoken/is-spoken.js';
import {themeFrom} from '../theme.js';
import {createAttachment, type TerminalWish} from './attachment.js';
import type {ColorDepth} from './cells.js';
import {createPictureView} from './picture-view.js';
import {type TerminalUse, takeTerminal} from './real-terminal.js';
import {createSpokenView} from './spoken/spoken-view.js';
import type {View} from './view.js';

export type AttachOptions = {
	readonly env: NodeJS.ProcessEnv;
	/** A connection of its own, on which a person may be asked; called again when it was lost. */
	readonly connect: () => Promise<Client>;
	readonly wish: TerminalWish;
	readonly now?: () => number;
	readonly stdin?: NodeJS.ReadStream;
	readonly stdout?: NodeJS.WriteStream;
};

/** The clock in the status line. */
const TICK_MS = 1000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

/**
 * Shows a terminal of a session on this one until the person detaches, or it is over; answers what is to be said of that.
 * Rejects, with the terminal given back, where it could not be opened at all.
 */
export async function runAttachment(options: AttachOptions): Promise<string | null> {
	const {env, now = Date.now, stdin = process.stdin, stdout = process.stdout} = options;
	const use = terminalUse(env);
	const over = Promise.withResolvers<string | null>();
	const life = new AbortController();
	const attachment = createAttachment({
		size: {columns: stdout.columns || 80, rows: stdout.rows || 24},
		isSpoken: use !== 'picture',
		now,
		async copy(text) {
			const ways = await copyText(text, {env, terminal: stdout});
			view.spoilt();
			return ways;
		},
		suspend() {
			view.leave();
			void real.suspend();
		},
		redraw: () => view.redraw(),
		onBell: () => real.write('\x07'),
		onChanged: () => view.changed(),
		onOver: words => over.resolve(words),
	});
	const real = takeTerminal({
		stdin,
		stdout,
		use,
		onTokens: tokens => attachment.take(tokens),
		onResize() {
			view.resized();
			attachment.resize(real.size);
		},
		onDrain: () => view.drained(),
		onShown: () => view.returned(),
		onEnd: why => over.reject(new Fault('cancelled', why)),
	});
	const shown = {attachment, real, now};
	const view: View =
		use === 'picture'
			? createPictureView({...shown, theme: themeFrom(env), depth: depthOf(env)})
			: createSpokenView(shown);
	const ticking = setInterval(() => attachment.tick(), TICK_MS);
	try {
		view.changed();
		return await Promise.race([over.promise, stayConnected()]);
	} finally {
		life.abort();
		clearInterval(ticking);
		view.close();
		attachment.close();
		real.close();
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

/** Lines for a screen reader, and where nothing but lines can be shown. */
export function terminalUse(env: NodeJS.ProcessEnv): TerminalUse {
	return env['TERM'] === 'dumb' ? 'bare-lines' : isSpoken(env) ? 'lines' : 'picture';
}

/** As terminals tell it, by convention, and the person's wish before that. */
export function depthOf(env: NodeJS.ProcessEnv): ColorDepth {
	if (env['NO_COLOR']) {
		return 'none';
	}

	const term = env['TERM'] ?? '';
	if (/^(?:truecolor|24bit)$/.test(env['COLORTERM'] ?? '') || /direct|kitty|alacritty|ghostty/.test(term)) {
		return 'true';
	}

	return /256|xterm|tmux|screen/.test(term) ? '256' : '16';
}
