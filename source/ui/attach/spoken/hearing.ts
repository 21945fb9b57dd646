import {matchLines} from './matching.js';

/** What a terminal shows, as lines: wrapped ones are one, blanks at their ends are gone but before the cursor. */
export type Reading = {
	/** From the first line on that may have changed since something was heard. */
	readonly lines: readonly string[];
	/** The first of them that is on the screen; those above it never change any more. */
	readonly screenAt: number;
	/** The line of the cursor; null: a program hides it. */
	readonly cursor: number | null;
	readonly isFullScreen: boolean;
	/** The screen is full to its last line or the one above it. */
	readonly isFull: boolean;
	/** More went by than is kept. */
	readonly hasGap: boolean;
};

/** What was said of a terminal. */
export type Heard = {
	/** Its screen when something was said last. */
	readonly lines: readonly string[];
	/** The line of it that was not ended yet, and how it stands at the end of what was said; null: that was ended. */
	readonly open: {readonly line: number; readonly text: string} | null;
};

/** What there is to say. */
export type Hearing = {
	/** To be put behind what was said; lines are ended by `\n`, and its last line stays open. */
	readonly text: string;
	/** Once it was said. */
	readonly heard: Heard;
	/** It only went on: nothing that was said is otherwise now, and nothing will be drawn over it in the next moment. */
	readonly isOnward: boolean;
	/** The screen is another one: lines may have gone by that were never on it. */
	readonly isTorn: boolean;
};

/** Nothing yet. */
export const UNHEARD: Heard = {lines: [], open: null};

const GAP = 'Some lines went by too fast to be read.';

/** Each new line once, in order, and the one of the cursor at the end, where the next words will come. */
export function hear(heard: Heard, now: Reading): Hearing {
	const {open} = heard;
	const {lines, cursor} = now;
	const isSame = (before: number, after: number): boolean =>
		before === open?.line
			? isGoneOn(open.text, lines[after] ?? '')
			: heard.lines[before]?.trimEnd() === lines[after]?.trimEnd();
	const matched = matchLines(heard.lines.length, lines.length, isSame);
	const openAt = open === null ? -1 : matched.indexOf(open.line);
	const last = lastWorthSaying(now);
	const fresh = lines.flatMap((text, index) =>
		matched[index] !== null || index === cursor || index > last || (now.isFullScreen && text === '') ? [] : [index],
	);
	const end = openAt === -1 ? '' : (lines[openAt] ?? '').slice(open?.text.length);
	const said = [...(now.hasGap ? [GAP] : []), ...fresh.map(index => lines[index] ?? '')];
	const isElsewhere = cursor !== openAt || said.length > 0;
	if (cursor === null) {
		// Nobody knows where the next words come: every line is ended.
		said.push(...(said.length > 0 || (open !== null && open.text + end !== '') ? [''] : []));
	} else if (isElsewhere && (open !== null || said.length > 0 || lines[cursor] !== '')) {
		said.push(lines[cursor] ?? '');
	}

	// An empty line is used for what stands above it or in its place; what comes below it leaves it as it is.
	const isAtStart = (open?.text ?? '') + end === '' && (openAt === -1 || (fresh[0] ?? openAt) < openAt);
	const text = end + said.map((line, index) => (index === 0 && isAtStart ? line : `\n${line}`)).join('');
	const stands = isElsewhere ? (cursor === null ? '' : (lines[cursor] ?? '')) : (open?.text ?? '') + end;
	// Anything goes on with an empty line: that says nothing.
	const isTelling = (index: number | null): boolean => index !== null && (index !== open?.line || open.text !== '');
	const known = new Set(matched.flatMap((before, index) => (isTelling(before) ? [index] : [])));
	const kept = matched.filter(index => index !== null).length;
	return {
		text,
		heard: {
			lines: lines.slice(now.screenAt),
			open:
				cursor === null || (open === null && text === '' && stands === '')
					? null
					: {line: cursor - now.screenAt, text: stands},
		},
		isOnward:
			(open === null || openAt !== -1) &&
			(now.isFullScreen
				? said.length === 0
				: kept === heard.lines.length && fresh.every(index => index > openAt) && (cursor ?? openAt) >= openAt),
		isTorn: now.isFull && heard.lines.some(line => line !== '') && isNewFromTheTop(now, known),
	};
}

/** What was printed is the beginning of what stands there now, or all of it, but for blanks that nobody sees. */
function isGoneOn(printed: string, now: string): boolean {
	return now.startsWith(printed) || now === printed.trimEnd();
}

/** Its first line is new, and so is half of it. */
function isNewFromTheTop({lines, screenAt}: Reading, known: ReadonlySet<number>): boolean {
	const written = lines.flatMap((line, index) => (line === '' || index < screenAt ? [] : [index]));
	const fresh = written.filter(index => !known.has(index));
	return fresh[0] === written[0] && fresh.length * 2 >= written.length;
}

/** Blank lines count where a program went through them, not below. */
function lastWorthSaying({lines, cursor}: Reading): number {
	return Math.max(
		cursor ?? -1,
		lines.findLastIndex(line => line !== ''),
	);
}
