import {type Outcome, type Query, textOf} from '../../../source/core/command.js';
import type {JobReport} from '../../../source/core/job.js';
import {byNumber} from '../common/by-number.js';
import {chooseLiveliest} from '../common/liveliest-first.js';
import {answerOf} from './answers.js';
import {adsOf} from './class-ads.js';
import {isAbout, isId} from './job-ids.js';
import {ATTRIBUTES, reportOf} from './jobs.js';

/** The question, without the jobs that it is about. */
export const CONDOR_Q = ['condor_q', '-json', '-attributes', ATTRIBUTES] as const;

/** One batched question for all jobs of a cluster. A job that is over leaves the queue at once: `history` knows it then. */
export const list: Query<{readonly ids: readonly string[]}, readonly JobReport[]> = {
	plan: ({ids}) => ({
		// Without an id it would tell of all jobs of the user.
		argv: ids.some(isId) ? [...CONDOR_Q, ...new Set(ids.filter(isId))] : ['true'],
		timeoutMs: 60_000,
	}),
	read: (outcome, {ids}) => choose(reportsOf(outcome), ids),
};

function reportsOf(outcome: Outcome): readonly JobReport[] {
	return reportsIn(answerOf(outcome, 'condor_q'), 'condor_q', 'queue');
}

/** The jobs that a `-json` answer tells of. */
export function reportsIn(text: string, program: string, source: 'queue' | 'history'): readonly JobReport[] {
	return adsOf(text, program).flatMap(ad => reportOf(ad, source) ?? []);
}

/** One report for each wanted id, under the id as it was wanted; the liveliest where it names a whole cluster. */
export function choose(reports: readonly JobReport[], ids: readonly string[]): readonly JobReport[] {
	const near = byNumber(reports, report => report.id);
	return chooseLiveliest(ids, id => near(id).filter(report => isAbout(report.id, id)));
}

/** The text of an outcome's standard output, split where a script wrote its boundary. */
export function halvesOf(outcome: Outcome): readonly [string, string] {
	const [one = '', other = ''] = textOf(outcome.stdout).split('\x1d\n');
	return [one, other];
}
