import type {Instant} from './clock.js';
import type {JobReport, SessionOutcome} from './job.js';
import type {Session} from './session.js';

/** How a session ended, and in one sentence why we think so. */
export type Verdict = {readonly outcome: SessionOutcome; readonly note: string};

/** After the script's own exit record, accounting gets this long to say what the scheduler made of it (sacct lags by seconds). */
const ACCOUNTING_GRACE_MS = 12_000;
/** A job that the scheduler still has after its script ended may be on its way back to the queue: it gets this long. */
const LINGERING_MS = 60_000;
/** After the scheduler's word, the script's own record gets this long to reach us: a quick job is over before it is read. */
const RECORD_GRACE_MS = 3000;
/** A job that no witness knows is `lost` only after this long, and never after fewer looks than {@link LOOKS_BEFORE_LOST}. */
const LOST_AFTER_MS = 120_000;
const LOOKS_BEFORE_LOST = 4;
/** A script that was ended within this long of its limit ended because of it (schedulers check every 30 to 60 s). */
const WALLTIME_SLACK_MS = 5000;

/**
 * Whether the session is over, from all the evidence there is; null: not as far as anyone has seen. "Not listed" alone is
 * no evidence of an end: it takes the scheduler's word, the script's exit record, or a long time without any witness.
 */
export function verdictOf(session: Session, now: Instant): Verdict | null {
	if (session.end !== null) {
		return null;
	}

	const {exit, sight} = session;
	if (exit !== null) {
		const graceMs = lingers(session, exit.at) ? LINGERING_MS : ACCOUNTING_GRACE_MS;
		return now - exit.at > graceMs ? verdictOfExit(session) : null;
	}

	if (sight.state === 'vanished' && sight.times >= LOOKS_BEFORE_LOST && now - sight.since > LOST_AFTER_MS) {
		return verdictWithoutWitness(session);
	}

	return null;
}

function verdictWithoutWitness(session: Session): Verdict {
	if (session.stopRequestedAt !== null) {
		return {outcome: 'cancelled', note: 'stopped'};
	}

	// Accounting keeps no record of a job that was deleted while it waited (Grid Engine, OAR).
	return neverRan(session)
		? {outcome: 'cancelled', note: 'it left the queue without having run'}
		: {outcome: 'lost', note: 'the job is gone, and neither the scheduler nor an exit record says how it ended'};
}

/** Whether it waited when it was last seen, and its script has left no word of a start. */
function neverRan({job, node, sight}: Session): boolean {
	const wasWaiting = job.phase === 'queued' || job.phase === 'held';
	return wasWaiting && job.startedAt === null && node === null && 'at' in sight && sight.at !== null;
}

/** Whether the scheduler was asked since then, and still has the job on a node (Slurm: COMPLETING, until its epilog is done). */
function lingers({sight, job}: Session, since: Instant): boolean {
	const isThere = job.phase === 'running' || job.phase === 'suspended' || job.phase === 'completing';
	return sight.state === 'fresh' && sight.at > since && isThere;
}

/**
 * What the scheduler itself says of a job that is over; null while it does not say. A job that ended by itself, `overForMs`
 * ago as far as we know, is given a moment for its own record, which knows the exit code and what could not be set up.
 */
export function verdictOfReport(session: Session, report: JobReport, overForMs: number): Verdict | null {
	if (report.phase !== 'over') {
		return null;
	}

	if (report.outcome === null) {
		return session.exit === null && overForMs > LOST_AFTER_MS ? verdictWithoutWitness(session) : null;
	}

	const isOwnEnd = report.outcome === 'completed' || report.outcome === 'failed';
	if (isOwnEnd && session.folder !== null && session.exit === null && overForMs < RECORD_GRACE_MS) {
		return null;
	}

	// A job that we asked to stop, and whose app ended in an orderly way on the signal, was stopped all the same.
	const outcome = session.stopRequestedAt !== null && report.outcome !== 'timeout' ? 'cancelled' : report.outcome;
	const exitCode = report.exitCode ?? session.exit?.code ?? null;
	const said = outcome === 'failed' ? setupNote(session) : null;
	return {outcome, note: said ?? withLastWords(session, sentenceFor(outcome, exitCode, report.nativeState), outcome)};
}

function verdictOfExit(session: Session): Verdict {
	const {exit, job} = session;
	const code = exit?.code ?? null;
	if (session.stopRequestedAt !== null) {
		return {outcome: 'cancelled', note: 'stopped'};
	}

	if (exit?.signalled === 'job') {
		// The node's own clock where it told: a record may be read long after it was written.
		const isAtLimit = job.endsAt !== null && (exit.endedAt ?? exit.at) >= job.endsAt - WALLTIME_SLACK_MS;
		return isAtLimit
			? {outcome: 'timeout', note: 'walltime ran out'}
			: {outcome: 'cancelled', note: `ended by signal ${exit.signal ?? 'TERM'}`};
	}

	const said = setupNote(session);
	if (said !== null) {
		return {outcome: 'failed', note: said};
	}

	if (exit !== null && exit.signal !== null) {
		return {outcome: 'failed', note: withLastWords(session, `the app was ended by signal ${exit.signal}`, 'failed')};
	}

	return code === 0
		? {outcome: 'completed', note: 'completed'}
		: {outcome: 'failed', note: withLastWords(session, sentenceFor('failed', code, null), 'failed')};
}

/** Tells more than an exit code: what could not be set up; null where all of it could. */
function setupNote(session: Session): string | null {
	const {setupFailure, trouble} = session;
	if (trouble !== null) {
		return trouble.hint === null ? trouble.said : `${trouble.said}; ${trouble.hint}`;
	}

	return setupFailure === null
		? null
		: withLastWords(session, `setup failed with code ${setupFailure.code}: ${setupFailure.line}`, 'failed');
}

/** What the app said last, where it failed: more than its code tells. */
function withLastWords({exit}: Session, sentence: string, outcome: SessionOutcome): string {
	const said = outcome === 'failed' ? (exit?.said ?? null) : null;
	return said === null ? sentence : `${sentence}: ${said}`;
}

function sentenceFor(outcome: SessionOutcome, exitCode: number | null, nativeState: string | null): string {
	const isNews = nativeState !== null && nativeState.toLowerCase() !== outcome;
	const native = isNews ? ` (${nativeState})` : '';
	switch (outcome) {
		case 'completed':
			return 'completed';
		case 'failed':
			return exitCode === null ? `failed${native}` : `failed with exit code ${exitCode}${native}`;
		case 'cancelled':
			return `cancelled${native}`;
		case 'timeout':
			return 'walltime ran out';
		case 'preempted':
			return 'preempted by a job of higher priority';
		case 'node-failure':
			return `a node failed${native}`;
		case 'lost':
			return 'nobody knows what became of the job';
	}
}
