import type {State} from '../state.js';
import {type Row, seg} from '../text/row.js';
import {pad, wrap} from '../text/width.js';
import type {Role} from '../theme.js';
import type {Panel} from './panel.js';

/** True while there is nothing to list: the first minutes. */
export function isFirstMinutes(state: State): boolean {
	return state.isLoaded && state.sessions.size === 0 && state.filter === '';
}

/** What to do first, in place of an empty list. */
export function welcomePanel(state: State, height: number): Panel {
	const width = state.size.columns;
	const words = state.clusters.length === 0 ? withoutCluster(width - 8) : withCluster(state, width - 8);
	const above = Math.max(0, Math.floor((height - 2 - words.length) / 3));
	const rows = [...Array.from({length: above}, (): Row => []), ...words.map((row): Row => [seg('  '), ...row])];
	return {width, height, title: [seg('hpctui', 'title')], rows, isActive: true};
}

function withoutCluster(width: number): readonly Row[] {
	return [
		...paragraph('Welcome. A session is a job on a cluster with its tunnels, log and terminal.', width, 'strong'),
		[],
		...paragraph('It needs to know where to run. Leave with q, and then one of these:', width),
		[],
		...command('hpctui demo', 'a cluster on this very machine, to look around', width),
		...command('hpctui cluster add NAME --host HOST', 'HOST may be an alias of ~/.ssh/config', width),
		...command('hpctui cluster test NAME', 'connects hop by hop and tells what it found', width),
		[],
		...paragraph('Clusters appear here as soon as they are added; sessions of other windows do, too.', width),
	];
}

function withCluster(state: State, width: number): readonly Row[] {
	const names = state.clusters.map(({name}) => name).join(', ');
	const [first] = state.clusters;
	return [
		[seg('No sessions yet.', 'strong')],
		[],
		[seg('n', 'title'), seg('  makes a new one on '), seg(names, 'strong')],
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
