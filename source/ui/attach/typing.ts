import type {Copying} from './copying.js';
import type {Deeds} from './deeds.js';
import type {Token} from './input.js';
import {pasteInOverlay, pressInOverlay} from './overlay-keys.js';
import type {Stage} from './stage.js';

/** Who does what the keys mean. */
export type TypingOptions = Deeds & {readonly copying: Copying};

/** Gives each thing that a person does to what it is meant for: what lies over the terminal, the prefix, copy mode, the program. */
export function createTyping(stage: Stage, {act, perform, copying}: TypingOptions): (tokens: readonly Token[]) => void {
	const {update, say} = stage;
	return tokens => {
		for (const token of tokens) {
			takeOne(token);
		}
	};

	function takeOne(token: Token): void {
		switch (token.type) {
			case 'key':
				pressed(token.name, token.raw);
				break;
			case 'paste':
				pasted(token.text);
				break;
			case 'mouse':
				if (stage.state().overlay === null) {
					copying.move(token.event);
				}

				break;
			case 'focus':
				if (stage.mirror()?.emulator.modes.focusEvents === true) {
					stage.mirror()?.send(token.raw);
				}

				break;
		}
	}

	function pressed(name: string, raw: string): void {
		const state = stage.state();
		if (state.overlay !== null) {
			const {overlay, wish} = pressInOverlay(state.overlay, name);
			update({overlay});
			perform(wish);
		} else if (state.isPrefixed) {
			update({isPrefixed: false});
			prefixed(name, raw);
		} else if (name === state.prefix) {
			update({isPrefixed: true});
		} else if (state.copy !== null) {
			copying.press(name);
		} else {
			stage.mirror()?.send(raw);
		}
	}

	function prefixed(name: string, raw: string): void {
		if (name === stage.state().prefix) {
			stage.mirror()?.send(raw);
			return;
		}

		const binding = stage.state().bindings.find(({keys}) => keys.includes(name));
		if (binding === undefined) {
			say('nothing is on that key; ? shows the keys');
		} else {
			act(binding.action);
		}
	}

	function pasted(text: string): void {
		const state = stage.state();
		const mirror = stage.mirror();
		if (state.overlay !== null) {
			update({overlay: pasteInOverlay(state.overlay, text)});
		} else if (mirror !== null && state.copy === null) {
			const plain = text.replaceAll('\x1b', '');
			mirror.send(
				mirror.emulator.modes.bracketedPaste ? `\x1b[200~${plain}\x1b[201~` : plain.replaceAll(/\r?\n/g, '\r'),
			);
		}
	}
}
