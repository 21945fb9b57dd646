import {describe, expect, it} from 'vitest';
import type {Action} from '../../source/ui/actions.js';
import {createLogBuffer} from '../../source/ui/log-buffer.js';
import {sentencesOf} from '../../source/ui/spoken/sentences.js';
import {typedIn} from '../../source/ui/spoken/spoken-screen.js';
import {initialState, type State} from '../../source/ui/state.js';
import {reduce} from '../../source/ui/store.js';
import {inputOf} from '../../source/ui/text-input.js';
import {themeFrom} from '../../source/ui/theme.js';
import {ago, clusterOf, JUPYTER, LIMITS, NOW, sessionOf} from './fixtures/documents.js';

const SPEAKING = {theme: themeFrom({NO_COLOR: '1', LANG: 'C.UTF-8'}), log: createLogBuffer()};
const START = initialState(NOW, {columns: 80, rows: 24});
const LOADED: Action = {
	type: 'loaded',
	sessions: [sessionOf(), sessionOf({id: 'b', name: 'second', createdAt: ago(900), state: 'queued', url: null})],
	clusters: [clusterOf()],
	apps: [JUPYTER],
};

/** The state after the actions, and what the last one is in words. */
function said(...actions: readonly Action[]): {readonly state: State; readonly words: string} {
	const before = actions.slice(0, -1).reduce(reduce, START);
	const state = actions.slice(-1).reduce(reduce, before);
	return {state, words: sentencesOf(before, state, SPEAKING).join('\n')};
}

describe('the screen in words', () => {
	it('greets, and says what the cursor is on', () => {
		const {words} = said(LOADED);
		expect(words).toContain('hpctui: 2 sessions, 1 ready.');
		expect(words).toMatch(
			/1 of 2: analysis, ready, on iris-013, 2h30m left, http:\/\/127\.0\.0\.1:8888\/, jupyter on iris/,
		);
		expect(words).not.toContain('s3cr3t');
	});

	it('makes one sentence of what the scheduler says in one of its own', () => {
		const job = {...sessionOf().job, reasonText: 'Others come first.', estimatedStart: null};
		const queued = sessionOf({state: 'queued', url: null, job});
		const {words} = said({...LOADED, sessions: [queued]});
		expect(words).toMatch(/analysis, queued, Others come first, .*jupyter on iris/);
	});

	it('says where the cursor went, and that a session is marked', () => {
		const down: Action = {type: 'intended', intent: {type: 'move-cursor', by: 1}};
		expect(said(LOADED, down).words).toMatch(/^2 of 2: second, queued/);
		expect(said(LOADED, {type: 'intended', intent: {type: 'mark-all'}}).words).toMatch(
			/^1 of 2: analysis, marked, ready/,
		);
	});

	it('says each change of a state, and nothing of a counter that moved', () => {
		const changed = (session: ReturnType<typeof sessionOf>): Action => ({
			type: 'sessions-changed',
			changed: [session],
			removed: [],
		});
		expect(said(LOADED, changed(sessionOf({state: 'reconnecting', retryAt: ago(-8 / 60)}))).words).toContain(
			'analysis: reconnecting, next try',
		);
		expect(said(LOADED, changed(sessionOf({log: {path: '/x', bytes: 99}}))).words).toBe('');
		expect(said(LOADED, {type: 'sessions-changed', changed: [], removed: ['b']}).words).toContain(
			'second is forgotten',
		);
	});

	it('asks with all that is asked, and hides what is secret', () => {
		const asked: Action = {
			type: 'prompt-asked',
			asked: {
				prompt: 1,
				cluster: 'iris',
				question: {kind: 'password', hop: 'gateway', text: 'Welcome', prompts: [{text: 'Password:', isSecret: true}]},
			},
		};
		const {state, words} = said(LOADED, asked);
		expect(words).toMatch(/password gateway for iris\nWelcome\nPassword:/);
		const typed = {...state, prompts: state.prompts.map(prompt => ({...prompt, inputs: [inputOf('hush')]}))};
		expect(typedIn(typed)).toBe('****');
	});

	it('goes through a form line by line', () => {
		const opened: Action = {type: 'intended', intent: {type: 'open-form'}};
		const limits: Action = {type: 'limits-changed', cluster: 'iris', limits: LIMITS};
		const next: Action = {type: 'intended', intent: {type: 'move-field', by: 1}};
		expect(said(LOADED, limits, opened).words).toMatch(/New session\.\nApp: /);
		expect(said(LOADED, limits, opened, next, next, next).words).toMatch(/^Walltime: 4h\. at most 4h in short/);
	});

	it('reads the pane that is turned to, and a log’s new lines while it has the window', () => {
		const job: Action = {type: 'intended', intent: {type: 'show-pane', pane: 'job'}};
		expect(said(LOADED, job).words).toMatch(/^job:\n[\s\S]*4242/);
		const zoom: Action = {type: 'intended', intent: {type: 'toggle-zoom'}};
		SPEAKING.log.append('Epoch 1\n\u001b[31mEpoch 2\u001b[0m\n');
		const grown: Action = {type: 'log-changed', first: 0, end: 2, isReading: false};
		expect(said(LOADED, zoom, grown).words).toBe('Epoch 1\nEpoch 2');
	});

	it('says notices, and whether the daemon is there', () => {
		const notice = {tone: 'bad', text: 'iris cannot be reached', hint: 'is the network up?', until: NOW + 1} as const;
		expect(said(LOADED, {type: 'noticed', notice}).words).toBe('iris cannot be reached: is the network up?');
		const lost: Action = {type: 'connection-changed', connection: {type: 'lost', why: 'it ended', tries: 0}};
		expect(said(LOADED, lost).words).toBe('The daemon is away (it ended); finding it again.');
	});

	it('offers the first choices one by one', () => {
		const empty: Action = {type: 'loaded', sessions: [], clusters: [], apps: []};
		const hosts: Action = {type: 'hosts-read', hosts: [{name: 'gate', address: null, user: null, jump: null}]};
		expect(said(empty, hosts).words).toBe('No cluster yet. 1 of 3: gate, a host of your ssh configuration');
		const down: Action = {type: 'intended', intent: {type: 'move-choice', by: 1}};
		expect(said(empty, hosts, down).words).toBe('No cluster yet. 2 of 3: another host');
	});
});
