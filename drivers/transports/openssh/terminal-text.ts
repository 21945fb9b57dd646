/** The text of a terminal on which somebody may be asked. Pure: what was printed in, what is asked out. */
export class TerminalText {
	#text = '';
	#isEchoDue = false;

	/** What was printed since the last answer. */
	get text(): string {
		return this.#text;
	}

	/** Whether the last line is not at its end: something waits behind it. */
	get isOpen(): boolean {
		const last = this.#text.slice(this.#text.lastIndexOf('\n') + 1);
		return last.trim() !== '';
	}

	feed(text: string): void {
		this.#text += text;
		const end = this.#text.indexOf('\n');
		if (this.#isEchoDue && end !== -1) {
			this.#isEchoDue = false;
			this.#text = this.#text.slice(end + 1);
		}
	}

	/** An answer was typed: what was asked is done, and the line's rest (its echo, or a bare line end) is not for anybody. */
	answered(): void {
		this.#text = '';
		this.#isEchoDue = true;
	}
}
