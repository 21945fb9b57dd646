import type {SessionOutcome} from '../../../source/core/job.js';
import {walltimeOf} from './times.js';

/** How a job ended, as far as its scheduler told. */
export type JobEnd = {
	readonly outcome: SessionOutcome | null;
	readonly exitCode: number | null;
	readonly signal: number | null;
	readonly text: string | null;
};

/** What a negative exit status means: the server's or its node's own mark. */
export type StatusTable = ReadonlyMap<number, {readonly outcome: SessionOutcome; readonly text: string}>;

type Attributes = ReadonlyMap<string, string>;

const SIGTERM = 15;
const SIGKILL = 9;

/**
 * The end of a job from its exit status: 0 to 255 of the script's shell, 256 + n where signal n ended it (271: qdel's SIGTERM), below 0
 * the server's own. OpenPBS says in its comment who or what ended the job; Torque does not, so there a job that was ended by a signal when its
 * time was up ran out of time.
 */
export function endOf(attributes: Attributes, table: StatusTable): JobEnd {
	const text = attributes.get('Exit_status') ?? attributes.get('exit_status');
	const status = /^-?\d+$/.test(text ?? '') ? Number(text) : null;
	const signal = status === null ? null : signalOf(status);
	const known = status === null ? undefined : table.get(status);
	const byComment = outcomeOfComment(attributes.get('comment') ?? '');
	const outcome = known?.outcome ?? byComment?.outcome ?? outcomeOf(attributes, status, signal);
	return {
		outcome,
		exitCode: status !== null && status >= 0 && status < 256 ? status : null,
		signal,
		text: known?.text ?? byComment?.text ?? null,
	};
}

/** Signals of 1 to 64: 256 + n where it ended the script itself, 128 + n where the shell tells it of a child. */
function signalOf(status: number): number | null {
	const signal = status > 256 ? status - 256 : status - 128;
	return signal >= 1 && signal <= 64 ? signal : null;
}

/** What OpenPBS adds behind the story of a start, in which the nodes' own names stand: `Job run at … on (node1:ncpus=1) and failed`. */
const STORY = /^Job (?:run|Array Began) at .*?(?: and |$)/;

/** `… and exceeded resource walltime`, `… and terminated by alice@host`: captures of OpenPBS 23.06. */
function outcomeOfComment(comment: string): {outcome: SessionOutcome; text: string | null} | null {
	const added = comment.replace(STORY, '');
	const [, resource] = /exceeded (?:resource|limit of) (\w+)/.exec(added) ?? [];
	if (resource !== undefined) {
		const outcome = resource === 'walltime' ? 'timeout' : 'failed';
		return {outcome, text: `It used more ${resource} than it asked for.`};
	}

	if (/\bpreempted\b/i.test(added)) {
		return {outcome: 'preempted', text: 'A job of higher priority took its place.'};
	}

	if (/\bnode\b.*\b(?:failed|failure|down|lost)\b/i.test(added)) {
		return {outcome: 'node-failure', text: added};
	}

	const [, who] = /\bterminated by (\S+)$/.exec(added) ?? [];
	return /\bterminated\b/.test(added) ? {outcome: 'cancelled', text: who ? `${who} ended it.` : null} : null;
}

function outcomeOf(attributes: Attributes, status: number | null, signal: number | null): SessionOutcome | null {
	if (status === 0) {
		return 'completed';
	}

	if (signal === SIGTERM || (signal === SIGKILL && (status ?? 0) > 256)) {
		return hadItsTime(attributes) ? 'timeout' : 'cancelled';
	}

	if (status !== null) {
		return 'failed';
	}

	// Ended without a status, and never ran: deleted (91 is PBS's TERMINATED), or its dependency can never be satisfied (seen on 23.06).
	const ran = attributes.has('stime') || attributes.has('start_time');
	return attributes.get('substate') === '91' || !ran ? 'cancelled' : null;
}

/** Whether all of the walltime was used up: what is told of it may lag (up to 30 s on OpenPBS), and a killing takes a while. */
function hadItsTime(attributes: Attributes): boolean {
	const used = walltimeOf(
		attributes.get('resources_used.walltime') ?? attributes.get('total_runtime')?.split('.', 1)[0],
	);
	const limit = walltimeOf(attributes.get('Resource_List.walltime'));
	return typeof used === 'number' && typeof limit === 'number' && used >= limit;
}
