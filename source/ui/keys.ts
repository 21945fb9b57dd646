import type {Intent} from './intents.js';
import {selectedSession} from './selectors.js';
import type {State} from './state.js';
import {isWithoutCluster} from './welcome-choices.js';

/** Who has the keys. Those of the list work in a zoomed pane too, but for the arrows, which scroll there. */
export const MODES = [
	'welcome',
	'list',
	'zoomed',
	'filter',
	'form',
	'preview',
	'cluster-form',
	'trial',
	'extend',
	'confirm',
	'command',
	'output',
	'help',
	'prompt',
] as const;
export type Mode = (typeof MODES)[number];

/** One line of the key table: help, hints and docs/keys.md come from it. */
export type Binding = {
	/** Unique in its mode; a name that a configuration can hold on to. */
	readonly id: string;
	readonly modes: readonly Mode[];
	readonly keys: readonly string[];
	readonly title: string;
	/** A word or two for the line of hints; without it the key stands in the help only. */
	readonly hint?: string;
	/** Whether it can be done now, or why not. */
	readonly when: (state: State) => true | string;
	readonly intent: Intent;
};

const LIST: readonly Mode[] = ['list', 'zoomed'];
const READING: readonly Mode[] = ['preview', 'output', 'help'];
const FORMS: readonly Mode[] = ['form', 'cluster-form'];

/** Keys of everyday come first: hints are shown from the left for as long as there is room. */
export const KEY_TABLE: readonly Binding[] = [
	on(['welcome'], 'choose-previous', ['up', 'k'], 'The choice above', {type: 'move-choice', by: -1}),
	on(['welcome'], 'choose-next', ['down', 'j'], 'The choice below', {type: 'move-choice', by: 1}, {hint: 'next'}),
	on(['welcome'], 'take-choice', ['enter'], 'Begin with it', {type: 'take-choice'}, {hint: 'begin'}),
	on(['list'], 'select-previous', ['up', 'k'], 'Select the session above', {type: 'move-cursor', by: -1}),
	on(['list'], 'select-next', ['down', 'j'], 'Select the session below', {type: 'move-cursor', by: 1}),
	on(['list'], 'select-page-up', ['C-u'], 'Select a page further up', {type: 'move-cursor', by: 'page-back'}),
	on(['list'], 'select-page-down', ['C-d'], 'Select a page further down', {type: 'move-cursor', by: 'page'}),
	on(['list'], 'select-first', ['g', 'home'], 'Select the first session', {type: 'move-cursor', by: 'first'}),
	on(['list'], 'select-last', ['G', 'end'], 'Select the last session', {type: 'move-cursor', by: 'last'}),
	on(['zoomed'], 'scroll-line-up', ['up', 'k'], 'Scroll a line up', {type: 'scroll', by: -1}, {hint: 'scroll'}),
	on(['zoomed'], 'scroll-line-down', ['down', 'j'], 'Scroll a line down', {type: 'scroll', by: 1}),
	on(['zoomed'], 'scroll-first', ['g', 'home'], 'Scroll to the start', {type: 'scroll', by: 'first'}),
	on(['zoomed'], 'scroll-last', ['G', 'end'], 'Scroll to the end and follow', {type: 'scroll', by: 'last'}),
	on(['zoomed'], 'unzoom', ['escape'], 'Back to the list', {type: 'step-back'}, {hint: 'back'}),
	on(LIST, 'new-session', ['n'], 'New session', {type: 'open-form'}, {hint: 'new', when: hasCluster}),
	on(
		LIST,
		'enter-session',
		['enter'],
		'Show the session’s log in the whole window',
		{type: 'enter-session'},
		{
			hint: 'log',
			when: hasSelection,
		},
	),
	on(LIST, 'copy-url', ['y'], 'Copy the URL, token and all', {type: 'copy-url'}, {hint: 'copy', when: hasUrl}),
	on(LIST, 'open-url', ['o'], 'Open the URL in the browser', {type: 'open-url'}, {hint: 'open', when: hasUrl}),
	on(
		LIST,
		'extend-session',
		['+'],
		'Ask the scheduler for more walltime',
		{type: 'open-extend'},
		{
			hint: 'extend',
			when: isLive,
		},
	),
	on(
		LIST,
		'stop-session',
		['x'],
		'Stop the session: ends its job (asks first)',
		{type: 'ask-stop'},
		{
			hint: 'stop',
			when: isLive,
		},
	),
	on(
		LIST,
		'forget-session',
		['d'],
		'Forget an ended session (asks first)',
		{type: 'ask-forget'},
		{
			hint: 'forget',
			when: isOver,
		},
	),
	on(LIST, 'show-log', ['l'], 'Show the log', {type: 'show-pane', pane: 'log'}, {when: hasSelection}),
	on(LIST, 'show-tunnels', ['t'], 'Show the tunnels', {type: 'show-pane', pane: 'tunnels'}, {when: hasSelection}),
	on(LIST, 'show-job', ['i'], 'Show the job', {type: 'show-pane', pane: 'job'}, {when: hasSelection}),
	on(LIST, 'show-events', ['e'], 'Show the events', {type: 'show-pane', pane: 'events'}, {when: hasSelection}),
	on(LIST, 'next-pane', ['tab'], 'Next pane', {type: 'turn-pane', by: 1}, {hint: 'pane', when: hasSelection}),
	on(LIST, 'previous-pane', ['S-tab'], 'Previous pane', {type: 'turn-pane', by: -1}, {when: hasSelection}),
	on(
		LIST,
		'zoom',
		['z'],
		'Zoom the pane to the whole window, and back',
		{type: 'toggle-zoom'},
		{hint: 'zoom', when: hasSelection},
	),
	on(
		LIST,
		'scroll-page-up',
		['pageup', 'C-b'],
		'Scroll the pane up',
		{type: 'scroll', by: 'page-back'},
		{when: hasSelection},
	),
	on(
		LIST,
		'scroll-page-down',
		['pagedown', 'C-f'],
		'Scroll the pane down',
		{type: 'scroll', by: 'page'},
		{when: hasSelection},
	),
	on(LIST, 'filter', ['/'], 'Filter the list', {type: 'open-filter'}, {hint: 'filter', when: hasSessions}),
	on(['welcome', ...LIST], 'command', [':'], 'Run a command of hpctui', {type: 'open-command'}),
	on(LIST, 'show-ended', ['a'], 'Show or hide sessions that ended earlier', {type: 'toggle-ended'}),
	on(['welcome', ...LIST], 'add-cluster', ['c'], 'Add a cluster', {type: 'open-cluster-form'}),
	on(['welcome', ...LIST], 'help', ['?'], 'This help', {type: 'open-help'}, {hint: 'help'}),
	on(['welcome', ...LIST], 'leave', ['q', 'C-c'], 'Leave; sessions stay', {type: 'leave'}, {hint: 'leave'}),
	on(['list'], 'step-back', ['escape'], 'One step back', {type: 'step-back'}),
	on(['filter'], 'keep-filter', ['enter'], 'Keep the filter', {type: 'accept'}, {hint: 'keep'}),
	on(['filter'], 'filter-previous', ['up'], 'Select the session above', {type: 'move-cursor', by: -1}),
	on(['filter'], 'filter-next', ['down'], 'Select the session below', {type: 'move-cursor', by: 1}),
	on(FORMS, 'next-field', ['down', 'tab'], 'Next field', {type: 'move-field', by: 1}, {hint: 'next'}),
	on(FORMS, 'previous-field', ['up', 'S-tab'], 'Previous field', {type: 'move-field', by: -1}),
	on(FORMS, 'next-choice', ['C-n'], 'Next choice (also →)', {type: 'turn-choice', by: 1}),
	on(FORMS, 'previous-choice', ['C-p'], 'Previous choice (also ←)', {type: 'turn-choice', by: -1}),
	on(['form'], 'preview', ['enter'], 'Show the script that would be submitted', {type: 'accept'}, {hint: 'preview'}),
	on(['preview'], 'submit', ['enter'], 'Submit it', {type: 'accept'}, {hint: 'submit'}),
	on(
		['cluster-form'],
		'add-and-test',
		['enter'],
		'Add it, and test it hop by hop',
		{type: 'accept'},
		{hint: 'add and test'},
	),
	on(
		['trial'],
		'trial-next',
		['enter'],
		'A session there; or the test once more',
		{type: 'accept'},
		{hint: 'go on', when: isTrialOver},
	),
	on(['command'], 'run-command', ['enter'], 'Run it', {type: 'accept'}, {hint: 'run'}),
	on(['command'], 'complete-command', ['tab'], 'Complete the word', {type: 'complete-command'}, {hint: 'complete'}),
	on(['command'], 'earlier-command', ['up'], 'The command before', {type: 'recall-command', by: 1}),
	on(['command'], 'later-command', ['down'], 'The command after', {type: 'recall-command', by: -1}),
	on(READING, 'read-up', ['up', 'k'], 'Scroll a line up', {type: 'scroll', by: -1}),
	on(READING, 'read-down', ['down', 'j'], 'Scroll a line down', {type: 'scroll', by: 1}, {hint: 'scroll'}),
	on(READING, 'read-page-up', ['pageup', 'C-b'], 'Scroll a page up', {type: 'scroll', by: 'page-back'}),
	on(READING, 'read-page-down', ['pagedown', 'C-f', 'space'], 'Scroll a page down', {
		type: 'scroll',
		by: 'page',
	}),
	on(['extend'], 'ask-extension', ['enter'], 'Ask the scheduler', {type: 'accept'}, {hint: 'ask the scheduler'}),
	on(['confirm'], 'yes', ['y', 'enter'], 'Yes', {type: 'accept'}, {hint: 'yes'}),
	on(['confirm'], 'no', ['n', 'escape'], 'No', {type: 'step-back'}, {hint: 'no'}),
	on(['help'], 'close-help', ['escape', 'q', '?'], 'Close the help', {type: 'step-back'}, {hint: 'close'}),
	on(['output'], 'close-output', ['escape', 'q', 'enter'], 'Close it', {type: 'step-back'}, {hint: 'close'}),
	on(['prompt'], 'answer', ['enter'], 'Answer', {type: 'accept'}, {hint: 'answer'}),
	on(['prompt'], 'next-answer', ['tab', 'down'], 'Next question', {type: 'move-field', by: 1}),
	on(['prompt'], 'previous-answer', ['S-tab', 'up'], 'Previous question', {type: 'move-field', by: -1}),
	on(['prompt'], 'decline', ['escape'], 'Decline to answer', {type: 'step-back'}, {hint: 'decline'}),
	on(
		['filter', ...FORMS, 'preview', 'trial', 'extend', 'command'],
		'back',
		['escape'],
		'One step back',
		{type: 'step-back'},
		{hint: 'back'},
	),
	on(MODES, 'suspend', ['C-z'], 'Suspend, as any program of the shell', {type: 'suspend'}),
	on(MODES, 'redraw', ['C-l'], 'Draw the screen anew', {type: 'redraw'}),
	on(
		MODES.filter(mode => mode !== 'welcome' && !LIST.includes(mode)),
		'leave-at-once',
		['C-c'],
		'Leave; sessions stay',
		{type: 'leave'},
	),
];

/** What a key does now. `text`: it is typed into the field that has the keys. */
export type Resolution =
	| {readonly type: 'intent'; readonly intent: Intent}
	| {readonly type: 'text'}
	| {readonly type: 'refused'; readonly why: string}
	| {readonly type: 'unknown'};

/** Who has the keys: the newest thing on top. */
export function modeOf(state: State): Mode {
	if (state.prompts.length > 0) {
		return 'prompt';
	}

	return state.overlay?.type ?? (isWithoutCluster(state) ? 'welcome' : state.isZoomed ? 'zoomed' : 'list');
}

/** The table's lines of a mode, in the order of the table. */
export function bindingsOf(mode: Mode): readonly Binding[] {
	return KEY_TABLE.filter(binding => binding.modes.includes(mode));
}

/** Looks the key up in the table. Keys of a text field that the table does not name are typed into it. */
export function resolveKey(state: State, key: string): Resolution {
	const mode = modeOf(state);
	const binding = bindingsOf(mode).find(({keys}) => keys.includes(key));
	if (binding === undefined) {
		return TEXT_MODES.includes(mode) ? {type: 'text'} : {type: 'unknown'};
	}

	const verdict = binding.when(state);
	return verdict === true ? {type: 'intent', intent: binding.intent} : {type: 'refused', why: verdict};
}

const TEXT_MODES: readonly Mode[] = ['filter', 'command', ...FORMS, 'extend', 'prompt'];

type Extras = {readonly hint?: string; readonly when?: Binding['when']};

function on(
	modes: readonly Mode[],
	id: string,
	keys: readonly string[],
	title: string,
	intent: Intent,
	{hint, when = () => true}: Extras = {},
): Binding {
	return {id, modes, keys, title, intent, when, ...(hint === undefined ? {} : {hint})};
}

function isTrialOver({overlay}: State): true | string {
	const isUnderWay = overlay?.type === 'trial' && overlay.trial.result === null && overlay.trial.fault === null;
	return !isUnderWay || 'the test is not over yet';
}

function hasCluster(state: State): true | string {
	return state.clusters.length > 0 || 'no cluster yet: c adds one';
}

function hasSelection(state: State): true | string {
	return selectedSession(state) !== undefined || 'no session is selected';
}

function hasSessions(state: State): true | string {
	return state.sessions.size > 0 || 'there is nothing to filter yet';
}

function isLive(state: State): true | string {
	const session = selectedSession(state);
	return session === undefined ? 'no session is selected' : session.state !== 'ended' || `${session.name} has ended`;
}

function isOver(state: State): true | string {
	const session = selectedSession(state);
	if (session === undefined) {
		return 'no session is selected';
	}

	return session.state === 'ended' || `${session.name} has not ended: x stops it`;
}

function hasUrl(state: State): true | string {
	const session = selectedSession(state);
	if (session === undefined) {
		return 'no session is selected';
	}

	return (session.url !== null && session.state !== 'ended') || `${session.name} has no URL ${ended(session.state)}`;
}

function ended(state: string): string {
	return state === 'ended' ? 'any more: it has ended' : `yet: it is ${state}`;
}
