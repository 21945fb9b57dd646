import {type Query, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {JobReport} from '../../../source/core/job.js';
import type {SchedulerDriver} from '../../../source/core/scheduler.js';
import {byNumber} from '../common/by-number.js';
import {liveliestFirst} from '../common/liveliest-first.js';
import {failureOf, LSF_ENVIRONMENT, NOT_FOUND, notUnderstood, saidBy} from './answers.js';
import {blocksOf, reportOfBlock} from './events.js';
import {isId} from './job-ids.js';
import {BJOBS, reportsOf} from './listing.js';
import {referenceOf} from './times.js';

/** How many event files are searched, the newest first (bhist(1), `-n`): one is begun after some thousand jobs. */
const EVENT_FILES = '5';

const BHIST = ['bhist', '-a', '-l', '-n', EVENT_FILES] as const;

/**
 * What the event log knows of jobs that are over. bjobs forgets a job an hour after its end (CLEAN_PERIOD); bhist reads what
 * mbatchd wrote, until those files are removed.
 */
export const history: NonNullable<SchedulerDriver['history']> = {
	plan: ({ids}) => ({
		argv: ids.some(isId)
			? ['sh', '-c', 'date +%s; exec "$@"', 'hpctui', ...BHIST, ...new Set(ids.filter(isId))]
			: ['date', '+%s'],
		env: LSF_ENVIRONMENT,
		timeoutMs: 120_000,
	}),
	read(outcome, {ids}) {
		const said = textOf(outcome.stderr).trim();
		const [first = '', ...lines] = textOf(outcome.stdout).split('\n');
		if (outcome.code !== 0 && !NOT_FOUND.test(said)) {
			throw isClosed(saidBy(outcome))
				? new Fault('unsupported', 'this LSF lets nobody read its event log', {facts: {said}})
				: failureOf({...outcome, stdout: new TextEncoder().encode(lines.join('\n'))}, 'bhist');
		}

		const reference = referenceOf(first);
		if (reference === null) {
			throw notUnderstood('bhist', textOf(outcome.stdout));
		}

		const reports = blocksOf(lines).map(block => reportOfBlock(block, reference));
		const near = byNumber(reports, report => report.id);
		return ids.flatMap(id => near(id).find(report => report.id === id && report.phase === 'over') ?? []);
	},
};

/** A site may keep lsb.events from its users. */
function isClosed(said: string): boolean {
	return /lsb\.events.*permission denied|permission denied.*lsb\.events|lsb\.events.*no such file/i.test(said);
}

/**
 * The jobs of a tag: those that bjobs still tells of. It knows an ended one for an hour (CLEAN_PERIOD), which is longer than any daemon
 * is away between question and answer; after that, the event log.
 */
const FIND = `date +%s; tag=$1; shift
"$@" -J "$tag"; code=$?
[ $code -eq 0 ] && exit
printf '\\035\\n'
bhist -a -l -n ${EVENT_FILES} -J "$tag" 2>/dev/null
exit $code`;

export const find: Query<{readonly tag: string}, readonly JobReport[]> = {
	plan: ({tag}) => ({argv: ['sh', '-c', FIND, 'hpctui', tag, ...BJOBS], env: LSF_ENVIRONMENT, timeoutMs: 120_000}),
	read(outcome, {tag}) {
		const [listed = '', events = ''] = textOf(outcome.stdout).split('\x1d\n');
		const live = reportsOf({...outcome, stdout: new TextEncoder().encode(listed)});
		const reference = referenceOf(listed.split('\n', 1)[0] ?? '') ?? 0;
		const past = blocksOf(events.split('\n')).map(block => reportOfBlock(block, reference));
		return liveliestFirst([...live, ...past].filter(report => report.name === tag));
	},
};
