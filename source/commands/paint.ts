/** Colours, or none: each function wraps a text that is already harmless. */
export type Paint = {
	readonly bold: (text: string) => string;
	readonly dim: (text: string) => string;
	readonly red: (text: string) => string;
	readonly green: (text: string) => string;
	readonly yellow: (text: string) => string;
	readonly cyan: (text: string) => string;
};

/** Colours by SGR sequences (ECMA-48, 8.3.117); without them, texts stay as they are. */
export function paintFor(hasColours: boolean): Paint {
	const sgr = (on: number, off: number) => (hasColours ? (text: string) => `\x1b[${on}m${text}\x1b[${off}m` : same);
	return {
		bold: sgr(1, 22),
		dim: sgr(2, 22),
		red: sgr(31, 39),
		green: sgr(32, 39),
		yellow: sgr(33, 39),
		cyan: sgr(36, 39),
	};
}

function same(text: string): string {
	return text;
}
