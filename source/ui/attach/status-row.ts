import {formatDuration} from '../../core/duration.js';
import {shownKey} from '../key-names.js';
import {instantOf} from '../text/moment.js';
import {cut, widthOf} from '../text/width.js';
import type {Theme} from '../theme.js';
import type {AttachState} from './attach-state.js';
import {type CellRow, cellsOfText} from './cells.js';

const STATUS = '7';
const ALARM = '7;1';
const TITLE_WIDTH = 20;
const LEAST_TITLE_WIDTH = 5;

type Words = {
	/** The session and its terminals, in so many cells. */
	readonly left: (room: number) => string;
	/** What is going on: the longest that there is room for. */
	readonly right: readonly [string, ...string[]];
	readonly isAlarm: boolean;
};

/** tmux's line: the session, its terminals, where it is; at the right what is going on. */
export function statusRow(state: AttachState, columns: number, theme: Theme): CellRow {
	const {left, right, isAlarm} = statusWords(state);
	const style = isAlarm ? ALARM : STATUS;
	// News are worth more room than what is known.
	const isNews = isAlarm || state.message !== null;
	const least = Math.min(widthOf(left(Number.POSITIVE_INFINITY)) + 2, Math.floor(columns / (isNews ? 4 : 2)));
	const most = columns - least;
	const words = right.find(each => widthOf(each) + 2 <= most) ?? right.at(-1) ?? '';
	const rightText = theme.spell(cut(` ${words} `, most));
	const room = columns - widthOf(rightText);
	return [
		...cellsOfText(theme.spell(` ${left(room - 2)}`), room, style),
		...cellsOfText(rightText, columns - room, style),
	];
}

function statusWords(state: AttachState): Words {
	const {current, copy, message, lost, isPrefixed} = state;
	if (copy?.typing != null) {
		const {direction, text} = copy.typing;
		return {left: () => `${direction === 1 ? '/' : '?'}${text}_`, right: ['Enter searches'], isAlarm: false};
	}

	const left = (room: number): string => placeWords(state, room);
	if (lost !== null) {
		return {left, right: [`the daemon is away: ${lost}`], isAlarm: true};
	}

	if (message !== null) {
		return {left, right: [message.text], isAlarm: message.isBad};
	}

	if (copy !== null) {
		const above = Math.max(0, copy.lines.length - copy.rows - copy.top);
		const place = `scrolled back ${above} lines`;
		const right = [
			`${place} · / search · v mark · q leave`,
			`${place} · / search · q leave`,
			`${place} · q leave`,
		] as const;
		return {left, right: copy.message === null ? right : [copy.message], isAlarm: false};
	}

	if (current !== null && current.state !== 'open') {
		const words = {opening: 'opening …', away: `away: ${current.note ?? ''}`, ended: current.note ?? 'it ended'};
		return {left, right: [words[current.state]], isAlarm: current.state === 'away'};
	}

	return {left, right: isPrefixed ? PREFIXED : calmWords(state), isAlarm: false};
}

const PREFIXED = [
	'd detach · s sessions · c new · [ scroll · ? help',
	'd detach · s sessions · [ scroll · ? help',
	'd detach · [ scroll · ? help',
	'd detach · ? help',
] as const;

function calmWords(state: AttachState): Words['right'] {
	const time = timeLeft(state);
	const help = `${shownKey(state.prefix)} ? help`;
	const soon = time === '' ? [] : [`${time} · ${help}`];
	return [[state.current?.node, time, help].filter(Boolean).join(' · '), ...soon, help];
}

function placeWords({session, tabs, current}: AttachState, room: number): string {
	const name = session?.name ?? '';
	const here = Math.max(
		0,
		tabs.findIndex(({terminal}) => terminal === current?.terminal),
	);
	const wordsOf = (index: number, width: number): string => {
		const {number, title, command} = tabs[index] ?? {number: 0, title: '', command: null};
		return `${number}:${cut(title || command || 'shell', width)}${index === here ? '*' : ''}`;
	};
	const words = tabs.map((_, index) => wordsOf(index, TITLE_WIDTH));
	// The one that is shown stays in sight; those that go first are the farthest from it.
	let [from, to] = [0, words.length];
	const shown = (): string =>
		`${name}  ${[...(from > 0 ? ['…'] : []), ...words.slice(from, to), ...(to < words.length ? ['…'] : [])].join('  ')}`;
	while (to - from > 1 && widthOf(shown()) > room) {
		if (here - from > to - 1 - here) {
			from += 1;
		} else {
			to -= 1;
		}
	}

	const excess = widthOf(shown()) - room;
	if (excess > 0 && words.length > 0) {
		words[here] = wordsOf(here, Math.max(LEAST_TITLE_WIDTH, TITLE_WIDTH - excess));
	}

	return widthOf(shown()) > room ? cut(shown(), room) : shown();
}

function timeLeft({session, now}: AttachState): string {
	const ends = instantOf(session?.job.endsAt ?? null);
	return ends === null
		? ''
		: ends <= now
			? 'walltime is over'
			: `${formatDuration(Math.round((ends - now) / 60_000) * 60)} left`;
}
