import type {ConsoleOptions} from './console.js';
import {TerminalText} from './terminal-text.js';

/** A prompt is written at once; when nothing has followed for this long, it is one. */
const QUIET_MS = 60;

/** Waits until a terminal has stopped printing, and has the question answered that stands there then. */
export class Prompter {
	readonly #text = new TerminalText();
	readonly #type: (text: string) => void;
	readonly #isEchoing: () => Promise<boolean>;
	readonly #answer: ConsoleOptions['answer'];
	#timer: NodeJS.Timeout | undefined;
	#isAsking = false;

	constructor(type: (text: string) => void, echo: () => Promise<boolean>, answer: ConsoleOptions['answer']) {
		this.#type = type;
		this.#isEchoing = echo;
		this.#answer = answer;
	}

	feed(text: string): void {
		this.#text.feed(text);
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#look(), QUIET_MS);
	}

	stop(): void {
		clearTimeout(this.#timer);
	}

	async #look(): Promise<void> {
		if (this.#isAsking || this.#text.text.trim() === '') {
			return;
		}

		this.#isAsking = true;
		const seen = this.#text.text;
		const echo = await this.#isEchoing();
		// Whole lines are only told, unless the terminal hides what is typed: then somebody waits for a secret.
		if (this.#text.isOpen || !echo) {
			const answer = await this.#answer({text: this.#text.text, isEchoing: echo});
			if (answer !== undefined) {
				this.#text.answered();
				this.#type(`${answer.replace(/[\r\n].*/s, '')}\r`);
			}
		}

		this.#isAsking = false;
		if (this.#text.text !== seen) {
			// More came while nobody looked.
			this.feed('');
		}
	}
}
