/** What stood on standard error: ssh's own words, or what it asks or tells by its program for questions. */
export type Piece = {readonly type: 'words' | 'asked' | 'told'; readonly text: string};

/** So much of a question that never ends is held. */
const MOST_HELD = 65_536;

/** Cuts the questions out of the standard error of {@link loginCommand}. Pure: text in, pieces out. */
export class QuestionCutter {
	readonly #mark: RegExp;
	readonly #token: string;
	#held = '';

	/** `token`: the one that marks them; letters and digits. */
	constructor(token: string) {
		this.#token = token;
		this.#mark = new RegExp(`${token}:(?:ask:([^]*?)${token}:asked:|tell:([^]*?)${token}:told:)`);
	}

	feed(text: string): readonly Piece[] {
		const pieces: Piece[] = [];
		this.#held += text;
		for (let found = this.#mark.exec(this.#held); found !== null; found = this.#mark.exec(this.#held)) {
			const [whole, asked, told = ''] = found;
			pieces.push({type: 'words', text: this.#held.slice(0, found.index)});
			pieces.push(asked === undefined ? {type: 'told', text: told} : {type: 'asked', text: asked});
			this.#held = this.#held.slice(found.index + whole.length);
		}

		const end = this.#endOfWords();
		pieces.push({type: 'words', text: this.#held.slice(0, end)});
		this.#held = this.#held.slice(end);
		return pieces.filter(piece => piece.type !== 'words' || piece.text !== '');
	}

	/** Where what may become a question begins: at a whole token, or at the start of one at the end. */
	#endOfWords(): number {
		const begun = this.#held.indexOf(this.#token);
		if (begun !== -1) {
			return this.#held.length - begun > MOST_HELD ? this.#held.length : begun;
		}

		for (let length = Math.min(this.#token.length - 1, this.#held.length); length > 0; length -= 1) {
			if (this.#held.endsWith(this.#token.slice(0, length))) {
				return this.#held.length - length;
			}
		}

		return this.#held.length;
	}
}
