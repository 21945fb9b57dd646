import {type Outcome, type Query, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {JobReport} from '../../../source/core/job.js';
import type {SchedulerDriver} from '../../../source/core/scheduler.js';
import {byNumber} from '../common/by-number.js';
import {isMissingProgram} from '../common/failures.js';
import {liveliestFirst} from '../common/liveliest-first.js';
import {type Account, accountsOf} from './accounting.js';
import {failureOf, notUnderstood, saidBy} from './answers.js';
import {parseId, parseIds} from './job-ids.js';
import {BOUNDARY, rowsIn} from './listing.js';
import {UTC_TIMES} from './times.js';

/** qacct takes one job a call. It exits 1 for a job that it does not know, as for anything else that goes wrong. */
const HISTORY = `for hpctui_job; do
	qacct -j "$hpctui_job"
	hpctui_code=$?
	[ $hpctui_code -le 1 ] || exit $hpctui_code
done`;

/** What qacct says of a job that has left no record yet (a second after its end, or never, when it did not run). */
const NOT_FOUND = /job (?:id|name) .* not found/i;
/** The accounting file stands with the qmaster, and not every site shares it with the login hosts. */
const NO_FILE =
	/(?:accounting|acct).*(?:no such file|permission denied|does not exist)|no such file.*accounting|unable to open .*accounting/i;

/** What accounting knows of jobs that are over. */
export const history: NonNullable<SchedulerDriver['history']> = {
	plan({ids}) {
		const jobs = [...new Set(parseIds(ids).map(id => id.job))];
		return jobs.length === 0
			? {argv: ['true']}
			: {argv: ['sh', '-c', HISTORY, 'hpctui', ...jobs], env: UTC_TIMES, timeoutMs: 120_000};
	},
	read(outcome, {ids}) {
		const near = byNumber(recordsIn(outcome), ({job}) => job);
		return ids.flatMap(text => {
			const wanted = parseId(text);
			const found = near(text).filter(
				({job, task}) => job === wanted?.job && (wanted.task === null || task === String(wanted.task)),
			);
			const last = latestOf(found);
			return last === null ? [] : [{...last, id: text}];
		});
	},
};

/** The job of a tag, among the listed ones, else among those that accounting knows; a site without it has the first half. */
const FIND = `hpctui_listed=$(qstat -u "$(id -un)" -r -g t -xml) || exit
printf '%s\\n\\035\\n\\035\\n' "$hpctui_listed"
qacct -j "$1" 2>/dev/null || :`;

export const find: Query<{readonly tag: string}, readonly JobReport[]> = {
	plan: ({tag}) => ({argv: ['sh', '-c', FIND, 'hpctui', tag], env: UTC_TIMES, timeoutMs: 120_000}),
	read(outcome, {tag}) {
		const rows = rowsIn(outcome, ({name}) => name === tag);
		const [, , accounted = ''] = textOf(outcome.stdout).split(BOUNDARY);
		const live = rows.map(({job, report}) => ({...report, id: job}));
		const known = new Set(live.map(({id}) => id));
		const past = accountsOf(accounted).filter(({job}) => !known.has(job));
		const jobs = [...new Set(past.map(({job}) => job))];
		const ended = jobs.flatMap(job => latestOf(past.filter(account => account.job === job)) ?? []);
		return liveliestFirst([...live, ...ended].filter(({name}) => name === tag));
	},
};

function recordsIn(outcome: Outcome): readonly Account[] {
	if (isMissingProgram(outcome)) {
		throw new Fault('unsupported', `there is no qacct here: ${saidBy(outcome) || 'command not found'}`, {
			facts: {said: saidBy(outcome)},
		});
	}

	const complaints = textOf(outcome.stderr)
		.split('\n')
		.filter(line => line.trim() !== '' && !NOT_FOUND.test(line));
	if (complaints.some(line => NO_FILE.test(line))) {
		throw new Fault('unsupported', "Grid Engine's accounting file cannot be read from here", {
			facts: {said: complaints.join('; ').trim()},
		});
	}

	const text = textOf(outcome.stdout);
	const accounts = accountsOf(text);
	if (accounts.length === 0 && (complaints.length > 0 || (outcome.code ?? 1) > 1)) {
		throw failureOf(outcome, 'qacct');
	}

	if (accounts.length === 0 && text.trim() !== '') {
		throw notUnderstood('qacct', text);
	}

	return accounts;
}

/** The last of several runs: a job that was rescheduled has a record for each, and job numbers begin anew some day. */
function latestOf(accounts: readonly Account[]): JobReport | null {
	// Of two that ended in the same second the later record, since the file is appended to.
	const reports = accounts.map(({report}) => report).toReversed();
	return reports.toSorted((one, other) => (other.endsAt ?? 0) - (one.endsAt ?? 0))[0] ?? null;
}
