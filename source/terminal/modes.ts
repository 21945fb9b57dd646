import type {Terminal} from '@xterm/headless';

/** Which mouse events a program asks for: none, presses (9), and releases (1000), and drags (1002), and every move (1003). */
export type MouseMode = 'none' | 'x10' | 'vt200' | 'drag' | 'any';

/** What a program asked of its terminal, and whoever shows it has to ask of the real one. */
export type Modes = {
	readonly applicationCursorKeys: boolean;
	readonly applicationKeypad: boolean;
	readonly bracketedPaste: boolean;
	readonly focusEvents: boolean;
	readonly mouse: MouseMode;
	/** Mouse events in the SGR form (1006), the one without limits. */
	readonly hasSgrMouse: boolean;
	readonly isCursorShown: boolean;
	/** DECSCUSR: 0 is the terminal's own. */
	readonly cursorStyle: number;
	readonly isAlternate: boolean;
};

/** Knows which modes a program has turned on. */
export type ModeTracker = {
	modes(): Modes;
	/** Bytes for the modes that the serializer leaves out. */
	restore(): string;
};

/** Follows the modes that the emulator itself does not tell. */
export function trackModes(terminal: Terminal): ModeTracker {
	let hasSgrMouse = false;
	let isCursorShown = true;
	let cursorStyle = 0;
	const set = (isOn: boolean) => (params: readonly (number | number[])[]) => {
		hasSgrMouse = params.includes(1006) ? isOn : hasSgrMouse;
		isCursorShown = params.includes(25) ? isOn : isCursorShown;
		// The emulator does what it does all the same.
		return false;
	};
	const reset = () => {
		hasSgrMouse = false;
		isCursorShown = true;
		cursorStyle = 0;
		return false;
	};
	terminal.parser.registerCsiHandler({prefix: '?', final: 'h'}, set(true));
	terminal.parser.registerCsiHandler({prefix: '?', final: 'l'}, set(false));
	terminal.parser.registerCsiHandler({intermediates: ' ', final: 'q'}, params => {
		cursorStyle = Number(params[0] ?? 0);
		return false;
	});
	terminal.parser.registerEscHandler({final: 'c'}, reset);
	terminal.parser.registerCsiHandler({intermediates: '!', final: 'p'}, reset);

	const modes = (): Modes => ({
		applicationCursorKeys: terminal.modes.applicationCursorKeysMode,
		applicationKeypad: terminal.modes.applicationKeypadMode,
		bracketedPaste: terminal.modes.bracketedPasteMode,
		focusEvents: terminal.modes.sendFocusMode,
		mouse: terminal.modes.mouseTrackingMode,
		hasSgrMouse,
		isCursorShown,
		cursorStyle,
		isAlternate: terminal.buffer.active.type === 'alternate',
	});
	return {
		modes,
		restore() {
			const extras = [
				hasSgrMouse ? '\x1b[?1006h' : '',
				isCursorShown ? '' : '\x1b[?25l',
				cursorStyle === 0 ? '' : `\x1b[${cursorStyle} q`,
			];
			return extras.join('');
		},
	};
}
