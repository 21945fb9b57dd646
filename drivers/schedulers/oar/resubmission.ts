import type {Document} from './documents.js';
import {eventsOf} from './events.js';

/**
 * OAR's way to requeue: a batch job that a node could not start, or a besteffort one that had to give way and is idempotent, ends in
 * Error, and a new job of the same name and folder, under another id, takes its place (NodeChangeState, bipbip; seen on 2.5.9). To
 * us that is one job: it goes on under the id that we know.
 */

/** The clause that names jobs and those in their place. Only for jobs that are over the table is searched, from their id on. */
export function withSuccessors(ids: readonly string[]): string {
	const wanted = ids.join(',');
	return `job_id IN (WITH RECURSIVE again(id) AS (SELECT job_id FROM jobs WHERE job_id IN (${wanted}) UNION SELECT n.job_id FROM again JOIN jobs o ON o.job_id = again.id AND o.state IN ('Error', 'Terminated') JOIN jobs n ON n.job_id > o.job_id AND n.resubmit_job_id = o.job_id) SELECT id FROM again)`;
}

/** Those that may still be alive, without the named ones. */
export function liveSuccessors(ids: readonly string[]): string {
	return `job_id NOT IN (${ids.join(',')}) AND state NOT IN ('Error', 'Terminated') AND ${withSuccessors(ids)}`;
}

/** The job that now stands for the one of this id: itself, or the last that took its place; undefined where it is not there. */
export function currentOf(id: string, jobs: ReadonlyMap<string, Document>): Document | undefined {
	const job = jobs.get(id);
	const next = job && successorOf(job);
	return next !== undefined && next !== null && Number(next) > Number(id) ? (currentOf(next, jobs) ?? job) : job;
}

/** The ids of jobs that took the place of another one of these. */
export function successorsIn(jobs: ReadonlyMap<string, Document>): ReadonlySet<string> {
	return new Set([...jobs.values()].map(successorOf).filter(id => id !== null));
}

/** `Resubmiting job 83 => 84) (due to …)`, `… so we resubmit it (new id = 84)`. One that a person resubmits is another job. */
function successorOf(job: Document): string | null {
	const event = eventsOf(job).find(({type}) => type === 'RESUBMIT_JOB_AUTOMATICALLY');
	const [, id = null] = /(?:=>|new id =) (\d+)/.exec(event?.description ?? '') ?? [];
	return id;
}
