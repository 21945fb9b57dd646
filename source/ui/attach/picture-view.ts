import type {Theme} from '../theme.js';
import {frameOf} from './attach-frame.js';
import type {ColorDepth} from './cells.js';
import {createPainter} from './painter.js';
import type {View, ViewOptions} from './view.js';

/** No more than so many pictures a second. */
const FRAME_MS = 16;

/** A view that is drawn needs to know with what. */
export type PictureOptions = ViewOptions & {readonly theme: Theme; readonly depth: ColorDepth};

/** The window as one looks at it: drawn as the difference from what was there. */
export function createPictureView({attachment, real, now, theme, depth}: PictureOptions): View {
	const painter = createPainter();
	let timer: NodeJS.Timeout | undefined;
	let isClosed = false;
	let isFull = false;
	let paintedAt = 0;
	let title = '';

	/** A key's echo is drawn at once; a flood of output as often as a person can see. */
	const changed = (): void => {
		if (timer !== undefined || isClosed) {
			return;
		}

		const waitMs = paintedAt + FRAME_MS - now();
		if (waitMs <= 0) {
			// Behind whatever else is changed by the same deed, and before any timer.
			paintedAt = now();
			queueMicrotask(draw);
		} else {
			timer = setTimeout(draw, waitMs);
		}
	};
	const redraw = (): void => {
		painter.forget();
		real.write('\x1b[0m\x1b[2J');
		changed();
	};

	return {
		changed,
		redraw,
		spoilt: redraw,
		resized() {
			painter.forget();
			real.write('\x1b[2J');
		},
		drained() {
			isFull = false;
			changed();
		},
		leave() {},
		returned() {
			// What was drawn while the terminal was somebody else's went nowhere.
			isFull = false;
			redraw();
		},
		close() {
			isClosed = true;
			clearTimeout(timer);
		},
	};

	function draw(): void {
		timer = undefined;
		if (isFull || isClosed) {
			return;
		}

		paintedAt = now();
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
}
