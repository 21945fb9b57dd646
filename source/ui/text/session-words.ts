import type {PartDocument, SessionDocument} from '../../core/session-document.js';
import {formatAgo, formatIn, formatMoment, instantOf} from './moment.js';

/** The nodes of a job on one line: the first, and how many more; then what the app counts, while that is not whole. */
export function nodesInWords({job, progress}: SessionDocument): string {
	const [first, ...others] = job.nodes;
	const nodes = first === undefined ? [] : [others.length === 0 ? first : `${first}+${others.length}`];
	const counts = progress.flatMap(({name, have, want}) => (have < want ? [`${have} of ${want} ${name}`] : []));
	return [...nodes, ...counts].join(' ');
}

/** A part as one line: `3 of 4 on node1: an engine ended with code 1`. */
export function partInWords({state, outcome, have, want, nodes, note}: PartDocument): string {
	const count = have === null || want === null || state === 'ended' ? (outcome ?? state) : `${have} of ${want}`;
	const place = nodes.length === 0 ? '' : ` on ${nodes.join(', ')}`;
	return `${count}${place}${note === null ? '' : `: ${note}`}`;
}

/** Why a session is not running, where there is a why: what it waits for, or how it ended. */
export function whyInWords(session: SessionDocument, now: number): string | null {
	if (session.needsUser !== null) {
		return `needs your answer for ${session.needsUser}`;
	}

	switch (session.state) {
		case 'submitting':
			return 'the scheduler has not answered yet';
		case 'queued':
			return queuedInWords(session, now);
		case 'reconnecting':
			return reconnectingInWords(session, now);
		case 'ended':
			return endedInWords(session, now);
		case 'starting':
		case 'ready':
			return null;
	}
}

/** An outcome as a person says it. */
export function outcomeInWords({outcome, job}: SessionDocument): string {
	switch (outcome) {
		case 'completed':
			return 'completed';
		case 'failed':
			return job.exitCode === null ? 'failed' : `failed (exit code ${job.exitCode})`;
		case 'cancelled':
			return 'cancelled';
		case 'timeout':
			return 'walltime was over';
		case 'preempted':
			return 'preempted';
		case 'node-failure':
			return 'its node failed';
		case 'lost':
			return 'gone, and nobody says how';
		case null:
			return 'ended';
	}
}

/** A session that failed in a way that the person should look at. */
export function isTrouble({state, outcome}: SessionDocument): boolean {
	return state === 'ended' && outcome !== 'completed' && outcome !== 'cancelled';
}

function queuedInWords({job, note}: SessionDocument, now: number): string {
	const start = instantOf(job.estimatedStart);
	const why = job.reasonText ?? job.reason ?? note ?? 'waits for its turn';
	return start === null ? why : `starts ~${formatMoment(start, now)}, ${why}`;
}

function reconnectingInWords(session: SessionDocument, now: number): string {
	const retry = instantOf(session.retryAt);
	const seen = instantOf(session.lastSeenAt);
	const next = retry === null ? 'trying' : `next try ${formatIn(retry, now)}`;
	return seen === null ? next : `${next}, seen ${formatAgo(seen, now)}`;
}

function endedInWords(session: SessionDocument, now: number): string {
	const at = instantOf(session.endedAt);
	return at === null ? outcomeInWords(session) : `${outcomeInWords(session)}, ${formatAgo(at, now)}`;
}
