import {Fault} from '../core/fault.js';
import {readLine, wordsOf} from './command-line.js';
import {badNotice, goodNotice} from './notices.js';
import type {Outside} from './outside.js';
import {selectedSession} from './selectors.js';
import type {State, TypedCommand} from './state.js';
import {cleanDocument} from './text/clean.js';

/** As in vi and less. */
const LEAVE: ReadonlySet<string> = new Set(['q', 'quit', 'exit']);

/** Runs the command that was typed, as the shell would; what it says is shown when it is over. */
export function runCommand(before: State, {input}: TypedCommand, outside: Outside): void {
	const {store, now} = outside;
	const [first, ...rest] = wordsOf(input.text, selectedSession(before)?.name ?? null);
	if (first === undefined) {
		store.dispatch({type: 'overlay-closed'});
		return;
	}

	if (LEAVE.has(first) && rest.length === 0) {
		outside.leave();
		return;
	}

	const refusal = refusalOf(first, rest);
	if (refusal !== null) {
		store.dispatch({type: 'overlay-closed'});
		store.dispatch({type: 'noticed', notice: badNotice(refusal, now())});
		return;
	}

	const command = input.text.trim();
	store.dispatch({type: 'command-begun', command});
	outside.run([first, ...rest]).then(
		({code, text}) => {
			store.dispatch({type: 'command-ended', command, code, text});
			if (code === 0 && !text.trimEnd().includes('\n')) {
				store.dispatch({type: 'noticed', notice: goodNotice(text.trim() || `${command}: done`, now())});
			}
		},
		(error: unknown) => {
			store.dispatch({type: 'overlay-closed'});
			store.dispatch({type: 'noticed', notice: cleanDocument(badNotice(error, now()))});
		},
	);
}

/** What does not end by itself has its own place in the screen. */
function refusalOf(first: string, rest: readonly string[]): Fault | null {
	if (first === 'attach') {
		return new Fault('usage', 'attach has the whole terminal', {
			hint: 'Enter opens the terminal of the selected session',
		});
	}

	return first === 'logs' && rest.includes('--follow')
		? new Fault('usage', 'logs --follow does not end', {hint: 'l shows the log, and follows it'})
		: null;
}

/** Asks the program's own completion for what may stand for the word. */
export function completeCommand(before: State, {store, complete}: Outside): void {
	const {overlay} = before;
	if (overlay?.type !== 'command') {
		return;
	}

	const {text} = overlay.command.input;
	const {before: words, current} = readLine(text);
	complete([...words, current]).then(
		candidates => store.dispatch({type: 'candidates-found', text, candidates: cleanDocument(candidates)}),
		() => store.dispatch({type: 'candidates-found', text, candidates: []}),
	);
}
