import type {Notices} from '../wire/calls.js';
import type {Candidate} from './command-line.js';
import type {LogLines} from './log-search.js';
import {badNotice, goodNotice} from './notices.js';
import type {ProgramEnd} from './program.js';
import type {Store} from './store.js';
import {cleanDocument} from './text/clean.js';
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

/** Says what came of a call, and what is to be added to that; `done` null: nothing where it went well. */
export function tell<Result>(
	call: Promise<Result>,
	done: string | null,
	{store, now}: Outside,
	hintOf: (result: Result) => string | null = () => null,
): void {
	call.then(
		result =>
			done !== null &&
			store.dispatch({type: 'noticed', notice: cleanDocument(goodNotice(done, now(), hintOf(result)))}),
		(error: unknown) => store.dispatch({type: 'noticed', notice: cleanDocument(badNotice(error, now()))}),
	);
}
