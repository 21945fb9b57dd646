import type {State} from '../state.js';
import {framed} from '../text/frame.js';
import {type Row, seg} from '../text/row.js';
import {pad, wrap} from '../text/width.js';
import type {Theme} from '../theme.js';

/** True while there is nothing to list: the first minutes. */
export function isFirstMinutes(state: State): boolean {
	return state.isLoaded && state.sessions.size === 0 && state.filter === '';
}

/** What to do first, in place of an empty list. */
export function welcomeRows(state: State, theme: Theme, height: number): readonly Row[] {
	const width = state.size.columns;
	const words = state.clusters.length === 0 ? withoutCluster(width - 8) : withCluster(state, width - 8);
	const above = Math.max(0, Math.floor((height - 2 - words.length) / 3));
	const rows = [...Array.from({length: above}, (): Row => []), ...words.map((row): Row => [seg('  '), ...row])];
	return framed(rows, {width, height, title: [seg('hpctui', 'title')], isActive: true}, theme);
}

function withoutCluster(width: number): readonly Row[] {
	return [
		[seg('Welcome. A session is a job on a cluster with its tunnels, log and terminal.', 'strong')],
		[],
		...paragraph('It needs to know where to run. Leave with q, and then one of these:', width),
		[],
		command('hpctui demo', 'a cluster on this very machine, to look around'),
		command('hpctui cluster add NAME --host HOST', 'HOST may be an alias of ~/.ssh/config'),
		command('hpctui cluster test NAME', 'connects hop by hop and tells what it found'),
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
		command(`hpctui new jupyter --cluster ${first?.name ?? 'NAME'} --wait`, 'prints the URL once it answers'),
	];
}

function paragraph(text: string, width: number): readonly Row[] {
	return wrap(text, width).map(line => [seg(line)]);
}

function command(line: string, words: string): Row {
	return [seg(`  ${pad(line, Math.max(line.length + 2, 40))}`, 'accent'), seg(words, 'dim')];
}
