import {windowStart} from '../selectors.js';
import type {State} from '../state.js';
import {type Row, seg} from '../text/row.js';
import {cut, pad, widthOf, wrap} from '../text/width.js';
import type {Role, Theme} from '../theme.js';
import {isWithoutCluster, type WelcomeChoice, welcomeChoices} from '../welcome-choices.js';
import type {Panel} from './panel.js';

const MARGIN = 8;

/** What to do first, in place of an empty list. */
export function welcomePanel(state: State, theme: Theme, height: number): Panel {
	const width = state.size.columns;
	const room = height - 2;
	const words = isWithoutCluster(state)
		? withoutCluster(state, theme, {width: width - MARGIN, height: room})
		: withCluster(state, width - MARGIN);
	const above = Math.max(0, Math.floor((room - words.length) / 3));
	const rows = [...Array.from({length: above}, (): Row => []), ...words.map((row): Row => [seg('  '), ...row])];
	return {width, height, title: [seg('hpctui', 'title')], rows, isActive: true};
}

type Room = {readonly width: number; readonly height: number};

/** The hosts that ssh knows already are one key away; so is the demo. */
function withoutCluster(state: State, theme: Theme, {width, height}: Room): readonly Row[] {
	const hosts = state.hosts?.length ?? 0;
	const above = [
		...paragraph('Welcome. A session is a job on a cluster with its tunnels, log and terminal.', width, 'strong'),
		[],
		...paragraph(
			hosts > 0
				? 'It needs to know where to run. These hosts your ssh configuration knows; Enter adds one as a cluster and tests it:'
				: 'It needs to know where to run:',
			width,
		),
		[],
	];
	const below = [[], ...paragraph('From a shell: hpctui cluster add NAME --host HOST', width, 'dim')];
	return [...above, ...choiceRows(state, theme, {width, height: height - above.length - below.length}), ...below];
}

function choiceRows(state: State, theme: Theme, {width, height}: Room): readonly Row[] {
	const choices = welcomeChoices(state);
	const room = Math.max(1, Math.min(height, choices.length));
	const start = windowStart(state.choice, choices.length, room, state.choice - Math.floor(room / 2));
	const names = Math.min(24, Math.max(...choices.map(choice => widthOf(wordsOf(choice).name))));
	return choices.slice(start, start + room).map((choice, index) => {
		const {name, about} = wordsOf(choice);
		const isChosen = start + index === state.choice;
		return [
			seg(`${isChosen ? theme.glyphs.pointer : ' '} `, 'title'),
			seg(pad(cut(name, names), names), isChosen ? 'title' : 'plain'),
			seg(`  ${cut(about, Math.max(0, width - names - 4))}`, 'dim'),
		];
	});
}

function wordsOf(choice: WelcomeChoice): {readonly name: string; readonly about: string} {
	switch (choice.type) {
		case 'host': {
			const {name, address, user, jump} = choice.host;
			const place = `${user === null ? '' : `${user}@`}${address ?? (user === null ? '' : name)}`;
			return {name, about: [place, jump === null ? '' : `by ${jump}`].filter(Boolean).join(' ')};
		}

		case 'other-host':
			return {name: 'another host', about: 'its name, the gateways before it, a key'};
		case 'demo':
			return {name: 'the demo', about: 'a cluster on this very machine, to look around'};
	}
}

function withCluster(state: State, width: number): readonly Row[] {
	const names = state.clusters.map(({name}) => name).join(', ');
	const [first] = state.clusters;
	return [
		[seg('No sessions yet.', 'strong')],
		[],
		[seg('n', 'title'), seg('  makes a new one on '), seg(names, 'strong')],
		[seg('c', 'title'), seg('  adds another cluster')],
		[seg('?', 'title'), seg('  shows all keys')],
		[],
		...paragraph('Or from a shell:', width),
		...command(`hpctui new jupyter --cluster ${first?.name ?? 'NAME'} --wait`, 'prints the URL once it answers', width),
	];
}

function paragraph(text: string, width: number, role: Role = 'plain'): readonly Row[] {
	return wrap(text, width).map(line => [seg(line, role)]);
}

/** A command and what it is for: beside it, or below it in a narrow window. */
function command(line: string, words: string, width: number): readonly Row[] {
	const typed = seg(`  ${line}`, 'accent');
	return width < 70
		? [[typed], [seg(`      ${words}`, 'dim')]]
		: [[seg(pad(typed.text, Math.max(line.length + 4, 42)), 'accent'), seg(words, 'dim')]];
}
