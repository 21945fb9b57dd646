import {textOf} from '../../../source/core/command.js';
import type {ExtendResult, SchedulerDriver} from '../../../source/core/scheduler.js';
import {failureOf, saidBy} from './answers.js';
import {requireId} from './job-ids.js';
import {shorten} from './refusals.js';

const NOT_ENFORCED = 'hpctui: the job runs';

/**
 * Alters a job that waits, and leaves one that runs alone: `qalter -l h_rt=` on a running job says "modified", exits 0, qstat shows the
 * new limit, and the job is killed at the old one all the same (seen on 8.1.9). `-l` replaces the whole list, so the other requests
 * are said again. `-w e` refuses what no queue would ever run; load values it does not know, see SUBMIT. A job that is not
 * listed as ours is altered without looking: the refusal tells what it is.
 */
const EXTEND = `hpctui_job=$1 hpctui_limit=$2
hpctui_runs() {
	qstat -u "$(id -un)" 2>/dev/null | awk -v job="$hpctui_job" '
		$1 == job && $5 !~ /q/ { runs = 1 }
		END { exit !runs }'
}
if hpctui_runs; then
	echo '${NOT_ENFORCED}'
	exit 1
fi
hpctui_list=h_rt=$hpctui_limit
for hpctui_pair in $(qstat -j "$hpctui_job" 2>/dev/null | sed -n 's/^hard resource_list: *//p' | tr ',' ' '); do
	case $hpctui_pair in
		h_rt=*) ;;
		*) hpctui_list=$hpctui_list,$hpctui_pair ;;
	esac
done
hpctui_said=$(qalter -w e -l "$hpctui_list" "$hpctui_job" 2>&1)
hpctui_code=$?
case $hpctui_said in
	*'no suitable queues'*)
		hpctui_why=$(qalter -w v -l "$hpctui_list" "$hpctui_job" 2>&1)
		case $hpctui_why in
			*'unknown resource'*)
				hpctui_said=$(qalter -w n -l "$hpctui_list" "$hpctui_job" 2>&1)
				hpctui_code=$?
				;;
			*) hpctui_said=$hpctui_why ;;
		esac
		;;
esac
printf '%s\\n' "$hpctui_said"
[ $hpctui_code -eq 0 ] || exit $hpctui_code
hpctui_runs && echo '${NOT_ENFORCED}' && exit 1
exit 0`;

export const extend: NonNullable<SchedulerDriver['extend']> = {
	plan({id, walltimeSeconds}) {
		return {
			argv: ['sh', '-c', EXTEND, 'hpctui', requireId(id).job, String(Math.ceil(walltimeSeconds))],
			timeoutMs: 60_000,
		};
	},
	read(outcome): ExtendResult {
		const said = saidBy(outcome);
		if (textOf(outcome.stdout).includes(NOT_ENFORCED)) {
			return {
				type: 'refused',
				why: 'not-enforced',
				said: 'Grid Engine keeps the limit that a job started with: qalter would say "modified", and the job would be killed at the old time',
			};
		}

		if (outcome.code === 0) {
			return {type: 'accepted', note: null};
		}

		const failure = failureOf(outcome, 'qalter');
		if (failure.kind === 'link' || outcome.code !== 1 || said === '') {
			throw failure;
		}

		return {type: 'refused', why: whyOf(said), said: shorten(said)};
	},
};

function whyOf(said: string): Extract<ExtendResult, {type: 'refused'}>['why'] {
	if (/does not exist/i.test(said)) {
		return 'job-over';
	}

	if (/no suitable queues|because of cluster queue/i.test(said)) {
		return 'over-limit';
	}

	return /must be .*(?:owner|operator|manager)|privileges|no permission/i.test(said) ? 'needs-operator' : 'other';
}
