import type {Instant} from '../core/clock.js';
import type {KnownHost} from '../core/cluster.js';
import type {FaultDocument} from '../core/fault.js';
import type {Limits} from '../core/scheduler.js';
import type {HistoryEntry, SessionDocument} from '../core/session-document.js';
import type {Usage} from '../core/usage.js';
import type {AppDocument, ClusterDocument, ClusterTest, Notices, StartEstimate, SubmissionPlan} from '../wire/calls.js';
import type {Candidate} from './command-line.js';
import type {Intent} from './intents.js';
import type {Keys} from './key-remap.js';
import type {Connection, Form, Notice, State} from './state.js';

/** What may happen to the screen: facts of the daemon, keys of the person, answers to calls, the time. */
export type Action =
	| {readonly type: 'connection-changed'; readonly connection: Connection}
	| {
			readonly type: 'loaded';
			readonly sessions: readonly SessionDocument[];
			readonly clusters: readonly ClusterDocument[];
			readonly apps: readonly AppDocument[];
	  }
	| {
			readonly type: 'sessions-changed';
			readonly changed: readonly SessionDocument[];
			readonly removed: readonly string[];
	  }
	| {readonly type: 'cluster-changed'; readonly cluster: ClusterDocument}
	| {readonly type: 'keys-read'; readonly keys: Keys}
	| {readonly type: 'hosts-read'; readonly hosts: readonly KnownHost[]}
	| {readonly type: 'limits-changed'; readonly cluster: string; readonly limits: Limits | 'asking' | null}
	| {readonly type: 'usage-told'; readonly id: string; readonly usage: Usage}
	| {readonly type: 'history-read'; readonly id: string; readonly entries: readonly HistoryEntry[]}
	| {readonly type: 'history-grown'; readonly id: string; readonly entry: HistoryEntry}
	| {readonly type: 'log-changed'; readonly first: number; readonly end: number; readonly isReading: boolean}
	| {readonly type: 'searched'; readonly text: string}
	/** A line of the log to look at. */
	| {readonly type: 'found'; readonly line: number}
	| {readonly type: 'scrolled'; readonly top: number | null}
	| {readonly type: 'prompt-asked'; readonly asked: Notices['prompt.asked']}
	| {readonly type: 'prompt-closed'; readonly prompt: number}
	| {readonly type: 'intended'; readonly intent: Intent}
	| {readonly type: 'typed'; readonly key: string}
	| {readonly type: 'pasted'; readonly text: string}
	| {readonly type: 'form-busy'; readonly busy: NonNullable<Form['busy']>}
	| {readonly type: 'form-refused'; readonly fault: FaultDocument}
	| {readonly type: 'planned'; readonly plan: SubmissionPlan}
	/** When what that script asks for would start; null: nobody can tell. */
	| {readonly type: 'estimated'; readonly plan: SubmissionPlan; readonly start: StartEstimate | null}
	| {readonly type: 'submitted'; readonly session: SessionDocument}
	| {readonly type: 'candidates-found'; readonly text: string; readonly candidates: readonly Candidate[]}
	| {readonly type: 'command-begun'; readonly command: string}
	| {readonly type: 'command-ended'; readonly command: string; readonly code: number | null; readonly text: string}
	| {readonly type: 'trial-begun'; readonly cluster: string}
	| {readonly type: 'trial-stepped'; readonly step: Notices['cluster.testing']}
	| {readonly type: 'trial-ended'; readonly cluster: string; readonly result: ClusterTest | FaultDocument}
	| {readonly type: 'extend-busy'}
	| {readonly type: 'extend-refused'; readonly fault: FaultDocument}
	| {readonly type: 'overlay-closed'}
	| {readonly type: 'noticed'; readonly notice: Notice}
	| {readonly type: 'resized'; readonly size: State['size']}
	| {readonly type: 'ticked'; readonly now: Instant};
