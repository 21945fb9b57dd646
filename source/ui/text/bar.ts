/** What bars are drawn with. */
export type BarGlyphs = {readonly full: string; readonly empty: string};

/** A bar of so many cells. Something left is at least one cell, and only what is whole fills it. */
export function bar(fraction: number, width: number, glyphs: BarGlyphs): {full: string; empty: string} {
	const share = Math.min(1, Math.max(0, fraction));
	const cells = share === 0 ? 0 : Math.min(width, Math.max(1, Math.round(share * width)));
	return {full: glyphs.full.repeat(cells), empty: glyphs.empty.repeat(width - cells)};
}
