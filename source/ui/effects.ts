import {parseExtension} from '../core/duration.js';
import {Fault} from '../core/fault.js';
import type {Notices} from '../wire/calls.js';
import {addCluster, takeChoice, tryAgain} from './cluster-effects.js';
import {completeCommand, runCommand} from './command-effects.js';
import type {Candidate} from './command-line.js';
import {newSessionOf, problemsOf} from './form.js';
import type {Intent} from './intents.js';
import {find, searched, toggleFollow} from './log-effects.js';
import type {LogLines} from './log-search.js';
import {badNotice, goodNotice, noteNotice} from './notices.js';
import type {ProgramEnd} from './program.js';
import {scrolledTop} from './scroll.js';
import {isAttachable, selectedSession} from './selectors.js';
import type {AskedPrompt, Form, Overlay, State} from './state.js';
import type {Store} from './store.js';
import {cleanDocument, cleanFault} from './text/clean.js';
import {urlWithoutSecrets} from './text/url.js';
import type {Theme} from './theme.js';
import type {Wire} from './wire.js';

/** What the effects reach: handed in, so that tests see what was done. */
export type Outside = {
	readonly wire: Wire;
	readonly store: Store;
	readonly log: LogLines;
	readonly theme: Theme;
	readonly now: () => number;
	/** Copies, and names the ways that it took. */
	readonly copy: (text: string) => Promise<readonly string[]>;
	/** Calls the person to the terminal: the bell, and the terminal's own notification. */
	readonly alert: (notification: Notices['notification']) => void;
	readonly browse: (url: string) => Promise<void>;
	/** Runs this very program with other words. */
	readonly run: (argv: readonly string[]) => Promise<ProgramEnd>;
	/** What may stand for the last of the words. */
	readonly complete: (words: readonly string[]) => Promise<readonly Candidate[]>;
	/** Starts the cluster on this machine; rejects with what stopped it. */
	readonly startDemo: () => Promise<void>;
	/** The ssh configuration that this screen was started with; null: the person's own. */
	readonly sshConfig: string | null;
	/** Hands the whole terminal over to one of a session's own, until the person comes back; answers what is to be said then. */
	readonly attach: (session: string) => Promise<string | null>;
	readonly suspend: () => void;
	readonly redraw: () => void;
	readonly leave: () => void;
};

/** Does what of an intent reaches beyond the state. `before` is the state in which the key was pressed. */
export function perform(intent: Intent, before: State, outside: Outside): void {
	switch (intent.type) {
		case 'copy-url':
			copyUrl(before, outside);
			break;
		case 'open-url':
			openUrl(before, outside);
			break;
		case 'accept':
			accepted(before, outside);
			break;
		case 'step-back':
			declined(before, outside);
			break;
		case 'scroll':
			outside.store.dispatch({type: 'scrolled', top: scrolledTop(before, intent.by, outside)});
			break;
		case 'suspend':
			outside.suspend();
			break;
		case 'redraw':
			outside.redraw();
			break;
		case 'enter-session':
			reattach(before, outside);
			break;
		case 'leave':
			outside.leave();
			break;
		case 'complete-command':
			completeCommand(before, outside);
			break;
		case 'find':
			find(before, intent, outside);
			break;
		case 'toggle-follow':
			toggleFollow(before, outside);
			break;
		case 'take-choice':
			takeChoice(before, outside);
			break;
		case 'move-cursor':
		case 'show-pane':
		case 'turn-pane':
		case 'toggle-zoom':
		case 'toggle-ended':
		case 'open-filter':
		case 'open-help':
		case 'open-search':
		case 'toggle-wrap':
		case 'open-command':
		case 'recall-command':
		case 'open-form':
		case 'open-cluster-form':
		case 'move-choice':
		case 'open-extend':
		case 'toggle-mark':
		case 'mark-all':
		case 'turn-sort':
		case 'ask-stop':
		case 'ask-forget':
		case 'move-field':
		case 'turn-choice':
			break;
	}
}

/** The session's terminal; where its job does not run there is none, and its log is shown instead. */
function reattach(state: State, {attach, store, now}: Outside): void {
	const session = selectedSession(state);
	if (session !== undefined && isAttachable(session)) {
		attach(session.id).then(
			words => words !== null && store.dispatch({type: 'noticed', notice: noteNotice(words, now())}),
			(error: unknown) => store.dispatch({type: 'noticed', notice: badNotice(Fault.from(error), now())}),
		);
	}
}

function copyUrl(state: State, {copy, store, now}: Outside): void {
	const session = selectedSession(state);
	if (session?.url) {
		const {url, name} = session;
		const shown = `copied ${urlWithoutSecrets(url)} with its token`;
		// A terminal does not tell whether it took OSC 52: where nothing else was told, there is another way to say.
		const hintFor = (ways: readonly string[]) =>
			ways.some(way => way !== 'osc52') ? null : `not there when you paste? hpctui url ${name}`;
		void copy(url).then(ways => store.dispatch({type: 'noticed', notice: goodNotice(shown, now(), hintFor(ways))}));
	}
}

function openUrl(state: State, {browse, store, now}: Outside): void {
	const session = selectedSession(state);
	if (session?.url) {
		const url = session.url;
		store.dispatch({type: 'noticed', notice: goodNotice(`opening ${urlWithoutSecrets(url)} in the browser`, now())});
		browse(url).catch((error: unknown) => {
			const fault = new Fault('remote', `no browser could be started: ${Fault.from(error).message}`, {
				hint: 'y copies the URL',
			});
			store.dispatch({type: 'noticed', notice: badNotice(fault, now())});
		});
	}
}

/** Enter, or yes. What is already under way is not asked for twice. */
function accepted(before: State, outside: Outside): void {
	const [asked] = before.prompts;
	if (asked !== undefined) {
		answered(asked, outside);
		return;
	}

	const {overlay} = before;
	if (overlay?.type === 'search') {
		searched(before, overlay.input.text, outside);
	} else if (overlay?.type === 'confirm') {
		confirmed(before, overlay, outside);
	} else if (overlay?.type === 'extend' && !overlay.isBusy) {
		extend(before, overlay, outside);
	} else if (overlay?.type === 'form' && overlay.form.busy === null) {
		plan(before, overlay.form, outside);
	} else if (overlay?.type === 'command' && !overlay.command.isBusy) {
		runCommand(before, overlay.command, outside);
	} else if (overlay?.type === 'cluster-form' && overlay.form.busy === null) {
		addCluster(before, overlay.form, outside);
	} else if (overlay?.type === 'trial') {
		tryAgain(overlay.trial, outside);
	} else if (overlay?.type === 'preview' && overlay.form.busy === null) {
		submit(before, overlay.form, outside);
	}
}

/** Enter in the last line of a question sends all its answers; in the others it went to the next line. */
function answered({prompt, inputs, focus}: AskedPrompt, outside: Outside): void {
	if (focus >= inputs.length - 1) {
		const answers = inputs.map(({text}) => text);
		answer(prompt, answers, outside);
	}
}

function declined(before: State, outside: Outside): void {
	const [asked] = before.prompts;
	if (asked !== undefined) {
		answer(asked.prompt, null, outside);
	}
}

function answer(prompt: number, answers: readonly string[] | null, outside: Outside): void {
	told(outside.wire.call('prompt.answer', {prompt, answers}), null, outside);
}

/** Each session on its own: one that refuses does not hold up the others, and the first refusal is told. */
function confirmed(before: State, {what, ids}: Extract<Overlay, {type: 'confirm'}>, outside: Outside): void {
	const {wire} = outside;
	const [first = ''] = ids;
	const whom = ids.length === 1 ? (before.sessions.get(first)?.name ?? first) : `${ids.length} sessions`;
	const calls = ids.map(id =>
		what === 'stop'
			? wire.call('session.stop', {session: id})
			: wire.call('session.remove', {session: id, force: false}),
	);
	const done =
		what === 'stop'
			? `${whom}: ${ids.length === 1 ? 'its job is' : 'their jobs are'} being ended`
			: `${whom}: forgotten`;
	told(Promise.all(calls), done, outside);
}

function extend(before: State, {id, input}: Extract<Overlay, {type: 'extend'}>, outside: Outside): void {
	const {store, wire, now} = outside;
	const refused = (error: unknown) => store.dispatch({type: 'extend-refused', fault: cleanFault(error)});
	try {
		const wish = parseExtension(input.text);
		store.dispatch({type: 'extend-busy'});
		wire.call('session.extend', {session: id, ...wish}).then(session => {
			const name = before.sessions.get(id)?.name ?? session.name;
			store.dispatch({type: 'overlay-closed'});
			store.dispatch({type: 'sessions-changed', changed: [cleanDocument(session)], removed: []});
			store.dispatch({type: 'noticed', notice: goodNotice(`the scheduler accepted: ${name} runs longer`, now())});
		}, refused);
	} catch (error) {
		refused(error);
	}
}

/** Asks for the script; a form with problems says the first of them. */
function plan(before: State, form: Form, {store, wire}: Outside): void {
	const [problem] = Object.values(problemsOf(before, form));
	if (problem !== undefined) {
		store.dispatch({type: 'form-refused', fault: new Fault('usage', problem).toDocument()});
		return;
	}

	store.dispatch({type: 'form-busy', busy: 'planning'});
	const wanted = newSessionOf(before, form);
	wire.call('session.plan', wanted).then(
		made => {
			const shown = cleanDocument(made);
			store.dispatch({type: 'planned', plan: shown});
			// A scheduler that does not tell, or says no, says so to the submission.
			wire.call('session.estimate', wanted).then(
				start => store.dispatch({type: 'estimated', plan: shown, start: cleanDocument(start)}),
				() => store.dispatch({type: 'estimated', plan: shown, start: null}),
			);
		},
		(error: unknown) => store.dispatch({type: 'form-refused', fault: cleanFault(error)}),
	);
}

function submit(before: State, form: Form, {store, wire, now}: Outside): void {
	store.dispatch({type: 'form-busy', busy: 'submitting'});
	wire.call('session.new', newSessionOf(before, form)).then(
		session => {
			store.dispatch({type: 'submitted', session: cleanDocument(session)});
			store.dispatch({
				type: 'noticed',
				notice: goodNotice(`${session.name} is submitted to ${session.cluster}`, now()),
			});
		},
		(error: unknown) => store.dispatch({type: 'form-refused', fault: cleanFault(error)}),
	);
}

function told(call: Promise<unknown>, done: string | null, {store, now}: Outside): void {
	call.then(
		() => done !== null && store.dispatch({type: 'noticed', notice: goodNotice(cleanDocument(done), now())}),
		(error: unknown) => store.dispatch({type: 'noticed', notice: cleanDocument(badNotice(error, now()))}),
	);
}
