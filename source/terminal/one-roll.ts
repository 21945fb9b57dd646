/** Bytes of a terminal, and whether a full-screen program draws from there on. */
export type RollPiece = {readonly bytes: Uint8Array; readonly isFullScreen: boolean};

/** Takes the output of a terminal apart so that its other screen (DECSET 47, 1047, 1049) becomes a part of the one that scrolls. */
export type OneRoll = {
	/** `rows`: of the screen, asked for when a piece is about to be written. */
	read(bytes: Uint8Array, rows: () => number): Generator<RollPiece>;
};

const SWITCH = /\x1b\[\?([\d;]*)([hl])/g;
/** The beginning of what may become a switch. */
const BEGUN = /\x1b(?:\[(?:\?[\d;]{0,40})?)?$/;
const OTHER_SCREEN: ReadonlySet<string> = new Set(['47', '1047', '1049']);

/**
 * For who reads a terminal instead of looking at it: each full-screen program gets a clear screen of its own below what was there, and
 * what follows it begins below the program's last picture. So every line that ever leaves the screen is in the scrollback, also those of
 * a tmux at the far side, which is a full-screen program for its whole life.
 */
export function createOneRoll(): OneRoll {
	let kept = '';
	let isFullScreen = false;
	return {
		*read(bytes, rows) {
			// One character a byte: what is cut here is put together again as it was.
			const text = kept + Buffer.from(bytes).toString('latin1');
			kept = BEGUN.exec(text)?.[0] ?? '';
			const whole = text.slice(0, text.length - kept.length);
			let end = 0;
			for (const {0: found, 1: list = '', 2: final, index} of whole.matchAll(SWITCH)) {
				const modes = list.split(';');
				const others = modes.filter(mode => !OTHER_SCREEN.has(mode));
				if (others.length === modes.length) {
					continue;
				}

				yield {bytes: Buffer.from(whole.slice(end, index), 'latin1'), isFullScreen};
				end = index + found.length;
				const rest = others.length === 0 ? '' : `\x1b[?${others.join(';')}${final}`;
				const turn = isFullScreen === (final === 'h') ? '' : final === 'h' ? opening(rows()) : closing(rows());
				isFullScreen = final === 'h';
				yield {bytes: Buffer.from(turn + rest), isFullScreen};
			}

			yield {bytes: Buffer.from(whole.slice(end), 'latin1'), isFullScreen};
		},
	};
}

/** Scroll region and origin as at first; down to the last line. */
const toTheEnd = (rows: number): string => `\x1b[r\x1b[?6l\x1b[${rows};1H`;

function opening(rows: number): string {
	return `${toTheEnd(rows)}${'\n'.repeat(rows)}\x1b[H`;
}

function closing(rows: number): string {
	return `${toTheEnd(rows)}\x1b[m\r\n`;
}
