import {sanitizeText} from '../../../core/text.js';
import type {Emulator} from '../../../terminal/emulator.js';
import type {AttachState} from '../attach-state.js';
import {SPOKEN_SCROLLBACK_LINES} from '../mirror.js';
import type {View, ViewOptions} from '../view.js';
import {attachSentences, typedLine, whereSentence} from './attach-sentences.js';
import {catchUp} from './catching-up.js';
import {type Heard, type Hearing, hear, UNHEARD} from './hearing.js';
import {waitMs} from './patience.js';
import {createReader, linesOf, type Reader} from './reading.js';

/** What is drawn in several steps is mostly one within this. */
const LISTEN_MS = 16;
/** So many rows are not kept waiting: the scrollback has an end. */
const MANY_ROWS = 1000;

/** The terminal as lines that only ever go forward, for a screen reader, and for a terminal that cannot do anything else. */
export function createSpokenView({attachment, real, now}: ViewOptions): View {
	let before: AttachState = attachment.state;
	let emulator: Emulator | null = null;
	let reader: Reader | null = null;
	let heard: Heard = UNHEARD;
	/** What was heard before a program of the far side's tmux took the screen: it comes back with all that was there. */
	let shelved: Heard | null = null;
	/** What stands on the last line. */
	let open = '';
	let timer: NodeJS.Timeout | undefined;
	let isFull = false;
	/** The terminal is somebody else's for a while. */
	let isAway = false;
	let isAsking = false;
	let changedAt = 0;
	/** Since when something is kept back; null: nothing is. */
	let keptSince: number | null = null;

	const write = (text: string): void => {
		if (text !== '') {
			isFull = !real.write(text.replaceAll('\n', '\r\n')) || isFull;
		}
	};
	const endLine = (): void => {
		write(open === '' ? '' : '\n');
		open = '';
		heard = {...heard, open: null};
	};
	const say = (sentences: readonly string[]): void => {
		if (sentences.length > 0) {
			endLine();
			write(sentences.map(sentence => `${sanitizeText(sentence)}\n`).join(''));
		}
	};
	const type = (line: string): void => {
		if (!line.startsWith(open) || heard.open !== null) {
			endLine();
		}

		write(line.slice(open.length));
		open = line;
	};
	const listenSoon = (ms: number): void => {
		timer ??= setTimeout(listen, ms, false);
	};

	return {
		changed() {
			const {state, screen} = attachment;
			if (isAway) {
				return;
			}

			const sentences = attachSentences(before, state);
			if (state.current?.state === 'ended' && before.current?.state !== 'ended') {
				// Its last words, before it goes.
				listen(true);
			}

			say(sentences);
			before = state;
			const line = typedLine(state);
			if (line !== null) {
				type(line);
			}

			if (screen !== emulator) {
				reader?.close();
				emulator = screen;
				reader = screen === null ? null : createReader(screen, SPOKEN_SCROLLBACK_LINES);
				heard = UNHEARD;
				shelved = null;
			}

			changedAt = now();
			if ((reader?.waitingRows ?? 0) > MANY_ROWS) {
				listen();
			} else {
				listenSoon(LISTEN_MS);
			}
		},
		redraw() {
			say([whereSentence(attachment.state)]);
			heard = UNHEARD;
			reader?.advance();
			listenSoon(LISTEN_MS);
		},
		spoilt() {},
		resized() {},
		drained() {
			isFull = false;
			listenSoon(LISTEN_MS);
		},
		leave() {
			endLine();
			isAway = true;
		},
		returned() {
			isAway = false;
			isFull = false;
			say([whereSentence(attachment.state)]);
			listenSoon(LISTEN_MS);
		},
		close() {
			listen(true);
			clearTimeout(timer);
			endLine();
			reader?.close();
		},
	};

	function listen(isLast = false): void {
		clearTimeout(timer);
		timer = undefined;
		const {state, screen} = attachment;
		const isOurs = state.copy !== null || state.overlay !== null;
		const modes = screen?.modes;
		real.want({
			applicationCursorKeys: !isOurs && modes?.applicationCursorKeys === true,
			applicationKeypad: !isOurs && modes?.applicationKeypad === true,
			focusEvents: false,
			cursorStyle: 0,
			mouse: 'off',
		});
		if (reader === null || screen !== emulator || isOurs || isFull || isAsking || isAway) {
			return;
		}

		const reading = reader.read();
		if (reading.isFullScreen && reading.lines.every(line => line.trim() === '')) {
			// It is about to be drawn anew.
			return;
		}

		const hearing = hear(heard, reading);
		keptSince ??= now();
		const isTorn = hearing.isTorn && reading.isFullScreen;
		const isUrgent = isLast || (!isTorn && (hearing.isOnward || reader.waitingRows > MANY_ROWS));
		const wait = isUrgent ? 0 : waitMs({quietMs: now() - changedAt, keptMs: now() - keptSince, isTorn});
		if (wait > 0) {
			listenSoon(wait);
		} else if (isTorn && !isLast) {
			void askWhatWentBy(hearing);
		} else {
			utter(hearing);
		}
	}

	function utter(hearing: Hearing): void {
		if (heard.open === null && hearing.text !== '') {
			endLine();
		}

		keptSince = null;
		heard = hearing.heard;
		reader?.advance();
		open = heard.open?.text ?? (hearing.text === '' ? open : '');
		write(hearing.text);
	}

	/** `seen`: what there is to say where nobody knows more. */
	async function askWhatWentBy(seen: Hearing): Promise<void> {
		const [from, size] = [emulator, real.size];
		isAsking = true;
		const history = await (attachment.history() ?? Promise.resolve(null)).catch(() => null);
		isAsking = false;
		const kept = history === null ? [] : linesOf(history);
		history?.close();
		if (from !== emulator || reader === null) {
			return;
		}

		const onward = catchUp(heard, kept, size.rows);
		const back = onward === null && shelved !== null ? catchUp(shelved, kept, size.rows) : null;
		if (onward !== null) {
			utter(hear(heard, onward));
		} else if (back !== null) {
			endLine();
			utter(hear({lines: shelved?.lines ?? [], open: null}, back));
			shelved = null;
		} else {
			shelved ??= heard;
			utter(seen);
		}

		listenSoon(LISTEN_MS);
	}
}
