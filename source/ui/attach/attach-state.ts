import {DEFAULT_SCREEN} from '../../core/screen-settings.js';
import type {SessionDocument} from '../../core/session-document.js';
import type {Notices, TerminalDocument} from '../../wire/calls.js';
import {USUAL_KEYS} from '../key-remap.js';
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
	/** It is read, line by line: the whole window is the terminal's. */
	readonly isSpoken: boolean;
	readonly prefix: string;
	readonly bindings: readonly PrefixBinding[];
	readonly now: number;
};

/** Nothing is shown yet. */
export function initialAttachState(isSpoken: boolean, now: number): AttachState {
	return {
		session: null,
		sessions: new Map(),
		tabs: [],
		current: null,
		isPrefixed: false,
		overlay: null,
		copy: null,
		message: null,
		hasLog: false,
		isZoomed: false,
		hasMouse: true,
		lost: null,
		isSpoken,
		prefix: DEFAULT_SCREEN.prefix,
		bindings: USUAL_KEYS.behindPrefix,
		now,
	};
}

/** How the window is divided. */
export type Areas = {
	readonly columns: number;
	readonly terminalRows: number;
	/** 0: the log is not shown. */
	readonly logRows: number;
};

/** The last line is the status; a log takes a third, and a line between. What is read has neither. */
export function areasOf(size: {readonly columns: number; readonly rows: number}, state: AttachState): Areas {
	if (state.isSpoken) {
		return {columns: size.columns, terminalRows: Math.max(1, size.rows), logRows: 0};
	}

	const body = Math.max(1, size.rows - 1);
	const hasRoom = body >= 9;
	const logRows = state.hasLog && !state.isZoomed && hasRoom ? Math.floor(body / 3) : 0;
	return {columns: size.columns, logRows, terminalRows: body - logRows - (logRows > 0 ? 1 : 0)};
}
