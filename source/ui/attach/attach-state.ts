import type {SessionDocument} from '../../core/session-document.js';
import type {Notices, TerminalDocument} from '../../wire/calls.js';
import type {CopyMode} from './copy-mode.js';
import type {PrefixBinding} from './prefix-keys.js';

/** What lies over the terminal. `input`: a line that is being typed; `choice`: one of several things. */
export type Overlay =
	| {readonly type: 'help'; readonly top: number}
	| {readonly type: 'sessions'; readonly ids: readonly string[]; readonly selected: number}
	| {readonly type: 'extend'; readonly session: string; readonly text: string}
	/** Acts on the terminal that was shown when it was asked. */
	| {readonly type: 'close'; readonly terminal: number}
	| {
			readonly type: 'prompt';
			readonly asked: Notices['prompt.asked'];
			readonly answers: readonly string[];
			readonly text: string;
	  };

/** A line over the terminal, for a moment. `isBad`: something did not work. */
export type Message = {readonly text: string; readonly isBad: boolean};

/** All that an attached terminal shows beside the terminal itself. */
export type AttachState = {
	readonly session: SessionDocument | null;
	readonly sessions: ReadonlyMap<string, SessionDocument>;
	readonly tabs: readonly TerminalDocument[];
	readonly current: TerminalDocument | null;
	/** The prefix was pressed, and its key is awaited. */
	readonly isPrefixed: boolean;
	readonly overlay: Overlay | null;
	readonly copy: CopyMode | null;
	readonly message: Message | null;
	readonly hasLog: boolean;
	readonly isZoomed: boolean;
	readonly hasMouse: boolean;
	/** Why the daemon is away; null: it is there. */
	readonly lost: string | null;
	readonly prefix: string;
	readonly bindings: readonly PrefixBinding[];
	readonly now: number;
};

/** How the window is divided. */
export type Areas = {
	readonly columns: number;
	readonly terminalRows: number;
	/** 0: the log is not shown. */
	readonly logRows: number;
};

/** The last line is the status; a log takes a third, and a line between. */
export function areasOf(size: {readonly columns: number; readonly rows: number}, state: AttachState): Areas {
	const body = Math.max(1, size.rows - 1);
	const hasRoom = body >= 9;
	const logRows = state.hasLog && !state.isZoomed && hasRoom ? Math.floor(body / 3) : 0;
	return {columns: size.columns, logRows, terminalRows: body - logRows - (logRows > 0 ? 1 : 0)};
}
