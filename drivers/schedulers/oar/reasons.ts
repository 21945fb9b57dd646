import type {JobPhase} from '../../../source/core/job.js';
import {type JobEvent, tellingEvent, wordsOfEvent} from './events.js';

/** What OAR says of every job, and is no reason: `R=8,W=1:0:0,J=B,N=big (Karma=0.000,quota_ok)`. */
const SUMMARY = /^R=\d+,W=[\d:]+,J=\w/;

/** Messages of the schedulers (oar_sched_gantt_with_timesharing_and_fairsharing_and_quotas, oar_meta_sched), in sentences. */
const SENTENCES: ReadonlyArray<readonly [RegExp, string]> = [
	[/^no enough matching resources/i, 'The resources that it needs are in use, or out of service.'],
	[/will never run/i, 'It can never run as it was asked for.'],
	[/due to dependency/i, 'It waits until another job ends, or for one that has no end yet.'],
	[/container .* is yet to/i, 'The container that it runs in has not started yet.'],
	[/^no enough tokens/i, 'Licences (tokens) that it needs are in use.'],
	[/^token value cannot be retrieved/i, 'Nobody can say whether licences (tokens) that it needs are free.'],
	[/nodes are not responding correctly/i, 'Nodes that it was to start on do not answer; OAR takes others.'],
	[/^no resource for reservation/i, 'The resources of its reservation are not there.'],
];

/** `quota_exceeded:Gantt_quotas->{default}->…=[9,1,0]>[8,…]`, in both kinds of message (QuotaStorage.pm). */
const QUOTA = /quota_exceeded[^)]*/;

type Reason = {readonly reason: string | null; readonly reasonText: string | null};

const NONE: Reason = {reason: null, reasonText: null};

/** Why a job waits, or how it ended, in OAR's own word and in a sentence. */
export function reasonOf(phase: JobPhase, message: string | null, events: readonly JobEvent[]): Reason {
	if (phase === 'held') {
		return {reason: 'Hold', reasonText: 'It is held, by you or an administrator: oarresume lets it go on.'};
	}

	if (phase === 'over') {
		const event = tellingEvent(events);
		return event === null ? NONE : {reason: event.type, reasonText: wordsOfEvent(event) || null};
	}

	return phase === 'queued' ? reasonToWait(message) : NONE;
}

function reasonToWait(message: string | null): Reason {
	if (message === null) {
		return NONE;
	}

	const [quota] = QUOTA.exec(message) ?? [];
	if (quota !== undefined) {
		return {reason: quota, reasonText: 'It would be over a quota of the site.'};
	}

	if (SUMMARY.test(message)) {
		return NONE;
	}

	const known = SENTENCES.find(([pattern]) => pattern.test(message));
	return {reason: message, reasonText: known?.[1] ?? message};
}
