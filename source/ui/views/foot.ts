import type {ClusterDocument} from '../../wire/calls.js';
import type {Binding} from '../key-binding.js';
import {shownKey} from '../key-names.js';
import {bindingsOf, modeOf} from '../keys.js';
import {layoutOf} from '../layout.js';
import {countsOf} from '../selectors.js';
import type {State} from '../state.js';
import {inputRow} from '../text/input-row.js';
import {formatTime} from '../text/moment.js';
import {fitRow, join, type Row, rowWidth, seg, spread} from '../text/row.js';
import type {Role, Theme} from '../theme.js';
import {commandRow} from './command-row.js';

/** The last lines of the screen: a notice or the filter or the hints, and tmux's status line below. */
export function footRows(state: State, theme: Theme): readonly Row[] {
	const width = state.size.columns;
	return [...wordsAbove(state, theme, width), statusLine(state, theme, width)];
}

function wordsAbove(state: State, theme: Theme, width: number): readonly Row[] {
	const lines = layoutOf(state).notice;
	if (state.overlay?.type === 'filter') {
		const typed: Row = [seg(' / ', 'title'), ...inputRow(state.overlay.input, Math.max(10, width - 34))];
		return [spread(typed, hints(state, 30), width)];
	}

	if (state.overlay?.type === 'search') {
		const typed: Row = [seg(' search ', 'title'), ...inputRow(state.overlay.input, Math.max(10, width - 34))];
		return [spread(typed, hints(state, 22), width)];
	}

	if (state.overlay?.type === 'command') {
		return [commandRow(state.overlay.command, hints(state, 34), width)];
	}

	return lines.length === 0 || state.notice === null
		? [fitRow([seg(' '), ...hints(state, width - 2)], width)]
		: lines.map((line, index) => noticeRow(line, index, state.notice?.tone ?? 'note', theme, width));
}

function noticeRow(line: string, index: number, tone: 'good' | 'bad' | 'note', theme: Theme, width: number): Row {
	const sign = {good: theme.glyphs.good, bad: theme.glyphs.bad, note: theme.glyphs.separator}[tone];
	const role: Role = tone === 'note' ? 'plain' : tone;
	return fitRow([seg(index === 0 ? ` ${sign} ` : '   ', role), seg(line, role)], width);
}

/** Keys that mean something here, as many as there is room for; help and leaving stand at the right end, always. */
function hints(state: State, width: number): Row {
	const shown = bindingsOf(modeOf(state), state.keys).filter(
		({hint, when}) => hint !== undefined && when(state) === true,
	);
	const right = joined(shown.filter(isAlwaysShown));
	const others = shown.filter(binding => !isAlwaysShown(binding));
	const room = width - rowWidth(right) - 2;
	const fitting = others.filter((_, index) => rowWidth(joined(others.slice(0, index + 1))) <= room);
	return right.length === 0 ? joined(fitting) : spread(joined(fitting), right, width);
}

function joined(bindings: readonly Binding[]): Row {
	const rows = bindings.map(({hint, keys}): Row => [seg(shownKey(keys[0] ?? ''), 'title'), seg(` ${hint}`, 'dim')]);
	return join(rows, seg('  '));
}

function isAlwaysShown({intent}: Binding): boolean {
	return intent.type === 'open-help' || intent.type === 'leave';
}

function statusLine(state: State, theme: Theme, width: number): Row {
	const {live, ready} = countsOf(state);
	const count = `${live} ${live === 1 ? 'session' : 'sessions'}, ${ready} ready`;
	const right: Row = [seg(count, 'dim'), seg(`  ${formatTime(state.now)} `, 'dim')];
	return spread([seg(' '), ...connectionWords(state, theme)], right, width);
}

function connectionWords(state: State, theme: Theme): Row {
	const {connection} = state;
	switch (connection.type) {
		case 'connecting':
			return [seg('connecting to the daemon …', 'warn')];
		case 'lost':
			return [seg(`${theme.glyphs.bad} the daemon is away (${connection.why}); finding it again …`, 'bad')];
		case 'up': {
			const urgent = state.clusters.toSorted((one, other) => ROOM_FOR[one.link.state] - ROOM_FOR[other.link.state]);
			const clusters = urgent.map(cluster => clusterWords(cluster, theme));
			return clusters.length === 0 ? [seg('no clusters', 'dim')] : join(clusters, seg('   '));
		}
	}
}

const LINK_ROLES: Readonly<Record<ClusterDocument['link']['state'], Role>> = {
	idle: 'dim',
	connecting: 'busy',
	up: 'good',
	down: 'bad',
	'needs-user': 'warn',
};

/** Who gets the room where it does not do for all: what is wrong, then what is used. */
const ROOM_FOR: Readonly<Record<ClusterDocument['link']['state'], number>> = {
	'needs-user': 0,
	down: 1,
	connecting: 2,
	up: 3,
	idle: 4,
};

function clusterWords({name, link}: ClusterDocument, theme: Theme): Row {
	const pace = link.state === 'up' && link.roundTripMs !== null ? ` ${Math.round(link.roundTripMs)} ms` : ' up';
	const word = link.state === 'up' ? pace : ` ${link.state === 'needs-user' ? 'needs you' : link.state}`;
	return [seg(`${theme.glyphs.links[link.state]} `, LINK_ROLES[link.state]), seg(name), seg(word, 'dim')];
}
