/** Characters of two columns: East Asian wide and fullwidth (Unicode Standard Annex 11), and emoji shown as pictures. */
const WIDE =
	/[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Marks that stand on the character before them, and characters of no width. */
const NARROWEST = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns that a text takes on a terminal. It holds no control characters. */
export function columnsOf(text: string): number {
	// ASCII, as most texts are: one column each.
	if (/^[\x20-\x7e]*$/.test(text)) {
		return text.length;
	}

	let columns = 0;
	for (const character of text) {
		columns += columnsOfCharacter(character);
	}

	return columns;
}

/** The text in exactly so many columns: cut with `…`, or filled with blanks. */
export function fill(text: string, columns: number): string {
	const taken = columnsOf(text);
	return taken <= columns ? text + ' '.repeat(columns - taken) : cut(text, columns);
}

/** The text in at most so many columns. */
export function cut(text: string, columns: number): string {
	if (columnsOf(text) <= columns) {
		return text;
	}

	let kept = '';
	let taken = 0;
	for (const character of text) {
		taken += columnsOfCharacter(character);
		if (taken > columns - 1) {
			break;
		}

		kept += character;
	}

	return columns < 1 ? '' : `${kept}…${' '.repeat(Math.max(0, columns - 1 - columnsOf(kept)))}`;
}

function columnsOfCharacter(character: string): number {
	if (NARROWEST.test(character)) {
		return 0;
	}

	return WIDE.test(character) ? 2 : 1;
}
