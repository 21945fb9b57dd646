import {type Query, textOf, wordsOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {Resources} from '../../../source/core/job.js';
import type {Receipt, Submission} from '../../../source/core/scheduler.js';
import {GUARD} from './guard.js';
import {failureOf, ID} from './jobs.js';
import {DETACHED_FUNCTION, JOB_FUNCTIONS} from './process.js';
import {SURVIVAL_FUNCTION, WARNINGS} from './survival.js';
import {LAUNCH, TMUX_FUNCTION} from './tmux.js';

/**
 * Starts the guard and waits until the job can be found. The folder named by the tag is the lock: a second submission of
 * one tag (an answer that was lost) gets the first one's id, unless the first died before it got that far.
 */
const SUBMIT = `${JOB_FUNCTIONS}${DETACHED_FUNCTION}${SURVIVAL_FUNCTION}${TMUX_FUNCTION}
guard_text=$1 launch_text=$2 folder=$3 script=$4 log=$5 tag=$6 walltime=$7 grace=$8
dir=$folder/host-$tag

for link in "$index"/*; do [ -e "$link" ] || rm -f "$link"; done

if ! mkdir "$dir" 2>/dev/null; then
	[ -d "$dir" ] || { mkdir "$dir"; exit 1; }
	tries=0
	while [ ! -e "$dir/job" ] && [ "$tries" -lt 5 ]; do sleep 1; tries=$((tries + 1)); done
	[ ! -e "$dir/job" ] || { read -r id < "$dir/job"; printf '%s\\n' "$id"; exit 0; }
	rm -rf "$dir/begun" "$dir/id"
fi

printf '%s' "$guard_text" > "$dir/guard" && : >> "$log" || exit 1
look_for_survival
set -- "$dir" "$index" "$tag" "$folder" "$script" "$walltime" "$grace"
# The first line is enough: whoever detaches may hold the pipe open for as long as the job lives (timeout does).
id=$(start_in_tmux "$@" || { mkdir -p "$dir/begun"; { ( detached $scope sh "$dir/guard" "$@" ) 3>&1 >> "$log" 2>&1 </dev/null & } | head -n 1; })
[ -n "$id" ] || { tail -n 5 "$log" >&2; exit 1; }
printf '%s\\n' "$id" $warning
`;

/** Submission with so many seconds between TERM and KILL at a job's end. */
export function submitWith(graceSeconds: number): Query<Submission, Receipt> {
	return {
		plan(submission) {
			const {tag, folder, scriptPath, schedulerLogPath, resources} = submission;
			requirePossible(tag, resources);
			const walltime = resources.walltime === null || resources.walltime === 'unlimited' ? '' : resources.walltime;
			const argv = [GUARD, LAUNCH, folder, scriptPath, schedulerLogPath, tag, String(walltime), String(graceSeconds)];
			return {argv: ['sh', '-c', SUBMIT, 'hpctui', ...argv]};
		},
		read(outcome) {
			// Killed before it answered: the job may run, and a second submission of the tag finds it.
			if (outcome.code === null || outcome.code > 128) {
				throw new Fault('link', 'the answer of the submission was lost', {retry: 'later', facts: {code: outcome.code}});
			}

			if (outcome.code !== 0) {
				throw failureOf(outcome, 'the job could not be started');
			}

			const [jobId = '', word = ''] = textOf(outcome.stdout).trim().split('\n');
			if (!ID.test(jobId)) {
				throw new Fault('parse', `starting the job said what is not understood: ${JSON.stringify(wordsOf(outcome))}`);
			}

			const message = WARNINGS[word];
			return message === undefined ? {jobId} : {jobId, warning: {code: word, message}};
		},
	};
}

/** What only a scheduler can give is refused at once, rather than passed over in silence. */
function requirePossible(tag: string, resources: Resources): void {
	if (!/^\w[\w.-]*$/.test(tag)) {
		throw new Fault('bug', `a tag that is no file name: ${JSON.stringify(tag)}`);
	}

	const {queue, account, nodes, schedulerArgs} = resources;
	const wishes: ReadonlyArray<readonly [string, boolean]> = [
		[`queue ${queue}`, queue !== null],
		[`account ${account}`, account !== null],
		[`${nodes} nodes`, nodes !== null && nodes > 1],
		[`the argument ${schedulerArgs[0]}`, schedulerArgs.length > 0],
	];
	const [wish] = wishes.find(([, isWished]) => isWished) ?? [];
	if (wish !== undefined) {
		throw new Fault('usage', `this host has no scheduler that could give ${wish}`, {
			hint: "leave it out, also from the cluster's defaults, or name the scheduler: hpctui cluster add … --scheduler",
		});
	}
}
