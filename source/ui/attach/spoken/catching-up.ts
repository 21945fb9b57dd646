import type {Heard, Reading} from './hearing.js';

/** So many lines before the last one that was heard must be the same, where there are so many. */
const CONTEXT_LINES = 3;

/**
 * A tmux at the far side draws what there is to see: of a flood of lines, most are never drawn. What it keeps has them all. Answers what there
 * is to hear with the lines in it that follow those that were heard; null: those are not in it.
 */
export function catchUp(heard: Heard, kept: readonly string[], rows: number): Reading | null {
	const end = heard.open?.line ?? heard.lines.length;
	const context = heard.lines
		.slice(0, end)
		.filter(line => line.trimEnd() !== '')
		.slice(-CONTEXT_LINES);
	const open = heard.open?.text ?? '';
	const at = placeAfter(kept, context, open);
	if (at === null || (context.length === 0 && open === '')) {
		return null;
	}

	const lines = [...heard.lines.slice(0, end), ...kept.slice(at)];
	return {
		lines,
		screenAt: Math.max(0, lines.length - rows),
		cursor: lines.length - 1,
		isFullScreen: false,
		isFull: false,
		hasGap: false,
	};
}

/** The last line that goes on with what is open, behind that context; with little of that, at the very beginning, as after a `clear`. */
function placeAfter(kept: readonly string[], context: readonly string[], open: string): number | null {
	const places = kept.flatMap((line, at) => {
		const begin = line.startsWith(open) || line === open.trimEnd() ? beginOf(kept, at, context) : null;
		return begin === null ? [] : [{at, begin}];
	});
	const first = context.length < CONTEXT_LINES ? places.find(({begin}) => begin === 0) : undefined;
	return (first ?? places.at(-1))?.at ?? null;
}

/** Where the lines that stand before a place begin, blank ones left out; null: others stand there. */
function beginOf(kept: readonly string[], end: number, context: readonly string[]): number | null {
	let begin = end;
	for (const line of context.toReversed()) {
		do {
			begin -= 1;
		} while (begin > 0 && kept[begin] === '');

		if (kept[begin] !== line.trimEnd()) {
			return null;
		}
	}

	return begin;
}
