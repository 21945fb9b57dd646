import {type Query, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {JobReport} from '../../../source/core/job.js';
import type {SchedulerDriver} from '../../../source/core/scheduler.js';
import {liveliestFirst} from '../common/liveliest-first.js';
import {answerOf, failureOf, saidBy} from './answers.js';
import {TAG_ATTRIBUTE} from './description.js';
import {isId} from './job-ids.js';
import {ATTRIBUTES} from './jobs.js';
import {CONDOR_Q, choose, halvesOf, reportsIn} from './listing.js';

/** The newest jobs come first, and the search ends when as many were found as are wanted; this many are looked at in any case. */
const SCAN = '100000';

/** What the history file knows of jobs that left the queue. It is complete at once: the queue writes it. */
export const history: NonNullable<SchedulerDriver['history']> = {
	plan({ids}) {
		const wanted = [...new Set(ids.filter(isId))];
		const question = ['condor_history', '-json', '-attributes', ATTRIBUTES, '-scanlimit', SCAN] as const;
		// Without an id it would tell of everybody's jobs.
		return {argv: wanted.length === 0 ? ['true'] : [...question, ...wanted], timeoutMs: 120_000};
	},
	read(outcome, {ids}) {
		const said = `${saidBy(outcome)} ${textOf(outcome.stderr)}`;
		if (/variable HISTORY is not defined|no history file/i.test(said)) {
			throw new Fault('unsupported', 'this HTCondor keeps no history', {facts: {said: saidBy(outcome)}});
		}

		const reports = reportsIn(answerOf(outcome, 'condor_history'), 'condor_history', 'history');
		return choose(reports, ids).filter(report => report.phase === 'over');
	},
};

/** The jobs of a tag in the queue, else in the history: one whose answer was lost may have ended since. */
const FIND = `constraint=$1 attributes=$2 scan=$3; shift 3
"$@" || exit
printf '\\035\\n'
condor_history -json -attributes "$attributes" -scanlimit "$scan" -constraint "$constraint" 2>/dev/null || :`;

export const find: Query<{readonly tag: string}, readonly JobReport[]> = {
	plan({tag}) {
		const constraint = constraintOf(tag);
		return {
			argv: ['sh', '-c', FIND, 'hpctui', constraint, ATTRIBUTES, SCAN, ...CONDOR_Q, '-constraint', constraint],
			timeoutMs: 120_000,
		};
	},
	read(outcome, {tag}) {
		if (outcome.code !== 0) {
			throw failureOf(outcome, 'condor_q');
		}

		const [queued, past] = halvesOf(outcome);
		const live = reportsIn(queued, 'condor_q', 'queue');
		const known = new Set(live.map(report => report.id));
		const ended = reportsIn(past, 'condor_history', 'history').filter(report => !known.has(report.id));
		return liveliestFirst([...live, ...ended].filter(report => report.tag === tag));
	},
};

/** Our tags are plain words; no job of ours bears anything else. */
function constraintOf(tag: string): string {
	return /^[\w.-]+$/.test(tag) ? `${TAG_ATTRIBUTE} == "${tag}"` : 'false';
}
