import type {Emulator} from '../../terminal/emulator.js';
import {
	type CopyMode,
	type CopyOutcome,
	dragInCopyMode,
	enterCopyMode,
	pressInCopyMode,
	scrollCopyMode,
} from './copy-mode.js';
import {type MouseEvent, mouseBytes} from './input.js';
import type {Stage} from './stage.js';

/** Lines that a turn of the wheel scrolls. */
const WHEEL_LINES = 3;

/** Scrolling back and copying, with keys and with the mouse. */
export type Copying = {
	/** What is scrolled in; null: one is in the terminal itself. */
	readonly still: Emulator | null;
	start(): Promise<void>;
	leave(): void;
	press(key: string): void;
	/** The mouse did something over the window, and nothing lies over the terminal. */
	move(event: MouseEvent): void;
};

/** One is in the terminal itself at first. */
export function createCopying(stage: Stage): Copying {
	const {update, say, complain, mirror: mirrorNow, terminalSize} = stage;
	let still: Emulator | null = null;
	let dragFrom: MouseEvent | null = null;

	return {
		get still() {
			return still;
		},
		start: startCopyMode,
		leave: leaveCopyMode,
		press(key) {
			const {copy} = stage.state();
			if (copy !== null) {
				settle(pressInCopyMode(copy, key));
			}
		},
		move: moved,
	};

	async function startCopyMode(): Promise<void> {
		const from = mirrorNow();
		if (from === null || stage.state().copy !== null) {
			return;
		}

		const picture = await from.still();
		if (mirrorNow() !== from || stage.state().copy !== null) {
			picture.close();
			return;
		}

		beginCopyMode(picture, from.emulator);
	}

	function beginCopyMode(picture: Emulator, from: Emulator): CopyMode {
		still = picture;
		const {buffer} = picture;
		const lines = Array.from({length: buffer.length}, (_, line) => buffer.getLine(line)?.translateToString(true) ?? '');
		while (lines.length > from.rows && lines.at(-1) === '') {
			lines.pop();
		}

		const {rows, columns} = terminalSize();
		const top = Math.max(0, lines.length - rows);
		const cursor = {line: Math.min(lines.length - 1, top + from.buffer.cursorY), column: from.buffer.cursorX};
		const copy = enterCopyMode(lines, {rows, columns}, cursor);
		update({copy, message: null});
		return copy;
	}

	function leaveCopyMode(): void {
		still?.close();
		still = null;
		dragFrom = null;
		update({copy: null});
	}

	function settle(outcome: CopyOutcome): void {
		switch (outcome.type) {
			case 'stay':
				update({copy: outcome.mode});
				break;
			case 'leave':
				leaveCopyMode();
				break;
			case 'copy': {
				leaveCopyMode();
				const {text} = outcome;
				void stage.copy(text).then(() => {
					say(`copied ${[...text].length} characters`);
				});
				break;
			}
		}
	}

	function moved(event: MouseEvent): void {
		const mirror = mirrorNow();
		const modes = mirror?.emulator.modes;
		const isInside = event.row < terminalSize().rows;
		if (stage.state().copy === null && mirror !== null && modes !== undefined && modes.mouse !== 'none') {
			if (isInside && wants(modes.mouse, event)) {
				mirror.send(mouseBytes(event, modes.hasSgrMouse));
			}
		} else if (event.wheel !== 0) {
			wheel(event.wheel);
		} else if (isInside) {
			drag(event);
		}
	}

	function whileCopying(use: (copy: CopyMode) => void): void {
		const {copy} = stage.state();
		if (copy !== null) {
			use(copy);
		}
	}

	function wheel(direction: -1 | 1): void {
		const {copy} = stage.state();
		if (copy !== null) {
			settle(scrollCopyMode(copy, direction * WHEEL_LINES));
		} else if (direction === -1) {
			startCopyMode()
				.then(() => whileCopying(begun => settle(scrollCopyMode(begun, -WHEEL_LINES))))
				.catch(complain);
		}
	}

	/** A drag marks, its end copies, as in tmux. */
	function drag(event: MouseEvent): void {
		if (event.type === 'press') {
			dragFrom = event.button === 0 ? event : null;
			return;
		}

		const start = dragFrom;
		if (start === null) {
			return;
		}

		if (event.type === 'move') {
			startCopyMode()
				.then(() => whileCopying(copy => mark(copy, start, event)))
				.catch(complain);
		} else {
			dragFrom = null;
			whileCopying(copy => copy.anchor !== null && settle(pressInCopyMode(copy, 'y')));
		}
	}

	function mark(copy: CopyMode, from: MouseEvent, to: MouseEvent): void {
		const anchor = copy.anchor ?? {line: copy.top + from.row, column: from.column};
		update({copy: {...dragInCopyMode(copy, to.column, to.row), anchor}});
	}
}

/** Whether a program that asked for this kind of mouse events asked for this one. */
function wants(mouse: Emulator['modes']['mouse'], {type, button}: MouseEvent): boolean {
	switch (mouse) {
		case 'none':
			return false;
		case 'x10':
			return type === 'press';
		case 'vt200':
			return type !== 'move';
		case 'drag':
			return type !== 'move' || (button & 3) !== 3;
		case 'any':
			return true;
	}
}
