import type {Instant} from '../core/clock.js';
import type {KnownHost} from '../core/cluster.js';
import type {FaultDocument} from '../core/fault.js';
import type {Question} from '../core/link.js';
import type {Limits} from '../core/scheduler.js';
import type {HistoryEntry, SessionDocument} from '../core/session-document.js';
import type {Usage} from '../core/usage.js';
import type {
	AppDocument,
	ClusterDocument,
	ClusterTest,
	ClusterTestStep,
	StartEstimate,
	SubmissionPlan,
} from '../wire/calls.js';
import type {Candidate} from './command-line.js';
import {type Keys, USUAL_KEYS} from './key-remap.js';
import {type FormValues, type Memory, NO_MEMORY} from './memory.js';
import type {Pane} from './panes.js';
import type {Sort} from './session-order.js';
import type {TextInput} from './text-input.js';

/** The way to the daemon. */
export type Connection =
	| {readonly type: 'connecting'}
	| {readonly type: 'up'}
	| {readonly type: 'lost'; readonly why: string; readonly tries: number};

/** A word to the person. `until`: when it goes by itself; one of tone `bad` also goes by Esc. */
export type Notice = {
	readonly tone: 'good' | 'bad' | 'note';
	readonly text: string;
	readonly hint: string | null;
	readonly until: Instant;
};

/** A notice that was shown, and when. */
export type Told = Notice & {readonly at: Instant};

/** A form: what was typed, by field. Which fields there are follows from what it is for, and from what was chosen. */
export type Form = {
	readonly kind: 'session' | 'cluster';
	readonly values: Readonly<Record<string, string>>;
	readonly field: string;
	readonly input: TextInput;
	readonly busy: 'planning' | 'submitting' | 'adding' | null;
	/** Why the daemon or the scheduler did not take it, in its words. */
	readonly fault: FaultDocument | null;
};

/** What is asked about before it is done to sessions. */
export type Deed = 'stop' | 'forget' | 'renew';

/** What lies over the list and has the keys. What it acts on is named by id, never by row. */
export type Overlay =
	| {readonly type: 'help'; readonly top: number}
	| {readonly type: 'notices'; readonly top: number}
	| {readonly type: 'search'; readonly input: TextInput}
	| {readonly type: 'filter'; readonly input: TextInput; readonly before: string}
	| {readonly type: 'command'; readonly command: TypedCommand}
	| {
			readonly type: 'output';
			readonly command: string;
			readonly code: number | null;
			readonly lines: readonly string[];
			readonly top: number;
	  }
	| {readonly type: 'confirm'; readonly what: Deed; readonly ids: readonly string[]}
	| {
			readonly type: 'extend';
			readonly id: string;
			readonly input: TextInput;
			readonly isBusy: boolean;
			readonly fault: FaultDocument | null;
	  }
	| {readonly type: 'form'; readonly form: Form}
	| {readonly type: 'cluster-form'; readonly form: Form}
	| {readonly type: 'trial'; readonly form: Form; readonly trial: Trial}
	| {
			readonly type: 'preview';
			readonly form: Form;
			readonly plan: SubmissionPlan;
			readonly start: StartEstimate | 'asking' | null;
			readonly top: number;
	  };

/** A command that is being typed. `candidates`: what may stand for its last word, once Tab asked; null: not asked. */
export type TypedCommand = {
	readonly input: TextInput;
	readonly candidates: readonly Candidate[] | null;
	/** Which of the commands of before is shown: 0 is the last one; null: none. */
	readonly recalled: number | null;
	readonly isBusy: boolean;
};

/** A test of a cluster as it goes. A step without `done` is under way; `result` null: so is the test. */
export type Trial = {
	readonly cluster: string;
	readonly steps: readonly {readonly name: string; readonly done: ClusterTestStep | null}[];
	readonly result: ClusterTest | null;
	readonly fault: FaultDocument | null;
};

/** A round of questions of a server, and what was answered so far. */
export type AskedPrompt = {
	readonly prompt: number;
	readonly cluster: string;
	readonly question: Question;
	readonly inputs: readonly TextInput[];
	readonly focus: number;
};

/** All that the screen knows. Only {@link reduce} makes a new one. */
export type State = {
	readonly connection: Connection;
	readonly isLoaded: boolean;
	readonly sessions: ReadonlyMap<string, SessionDocument>;
	/** The ids in the order of the list: kept, because sorting ten thousand for each change would be felt. */
	readonly order: readonly string[];
	readonly clusters: readonly ClusterDocument[];
	readonly apps: readonly AppDocument[];
	/** What the ssh configuration has names for: offered while there is no cluster. Null: not asked for yet. */
	readonly hosts: readonly KnownHost[] | null;
	/** The row of the welcome that the cursor is on. */
	readonly choice: number;
	/** What schedulers allow, by cluster; `asking` while the answer is under way, null where there is none. */
	readonly limits: Readonly<Record<string, Limits | 'asking' | null>>;
	/** How busy the node of one session was, the newest last. */
	readonly usage: {readonly id: string; readonly samples: readonly Usage[]} | null;
	/** The history of one session: the one whose events are shown. */
	readonly history: {readonly id: string; readonly entries: readonly HistoryEntry[]} | null;
	/** The lines of the followed log that are kept, by number; they themselves stay outside of the state. */
	readonly log: {
		readonly first: number;
		readonly end: number;
		/** The log of another session was asked for, and nothing of it has come yet. */
		readonly isReading: boolean;
		readonly version: number;
	};
	/** What each key means to this person. */
	readonly keys: Keys;
	readonly sort: Sort;
	readonly selectedId: string | null;
	/** Sessions that are acted on together, by id. */
	readonly marks: ReadonlySet<string>;
	/** The first row of the list that is in sight. It moves only when the cursor would leave the window. */
	readonly listTop: number;
	readonly filter: string;
	readonly showsEnded: boolean;
	readonly pane: Pane;
	readonly isZoomed: boolean;
	/** The first line shown of the pane; null: where the pane starts by itself (the end of a log). */
	readonly top: number | null;
	/** What is looked for in the log; empty: nothing. */
	readonly search: string;
	/** The line that was found last. */
	readonly found: number | null;
	/** Long lines of the log go on in the next row. */
	readonly isWrapped: boolean;
	readonly overlay: Overlay | null;
	/** The commands that were run here, the last one first. */
	readonly commands: readonly string[];
	/** What was chosen in the last form, by app and cluster (memory.ts). */
	readonly forms: Readonly<Record<string, FormValues>>;
	readonly prompts: readonly AskedPrompt[];
	readonly notice: Notice | null;
	/** What was told so far, the newest last. */
	readonly told: readonly Told[];
	readonly now: Instant;
	readonly openedAt: Instant;
	readonly size: {readonly columns: number; readonly rows: number};
};

/** Where the screen begins. */
export function initialState(now: Instant, size: State['size'], memory: Memory = NO_MEMORY): State {
	return {
		connection: {type: 'connecting'},
		isLoaded: false,
		sessions: new Map(),
		order: [],
		clusters: [],
		apps: [],
		hosts: null,
		keys: USUAL_KEYS,
		choice: 0,
		limits: {},
		usage: null,
		history: null,
		log: {first: 0, end: 0, isReading: false, version: 0},
		selectedId: null,
		marks: new Set(),
		listTop: 0,
		filter: '',
		...memory,
		isZoomed: false,
		top: null,
		search: '',
		found: null,
		overlay: null,
		prompts: [],
		notice: null,
		told: [],
		now,
		openedAt: now,
		size,
	};
}
