import {type Outcome, textOf} from '../../../source/core/command.js';
import type {ExtendResult, SchedulerDriver} from '../../../source/core/scheduler.js';
import {DATABASE_FIRST, failureOf, linesOf} from './answers.js';
import {requireId} from './job-ids.js';
import {clockOf} from './resources.js';
import {liveSuccessors} from './resubmission.js';

/**
 * Asks for another walltime, and then for what became of it: OAR grants a change in its next round of scheduling, where no other
 * job is in the way, and keeps asking itself for the rest. Where it is refused, the job's state is asked for: "not running" is said
 * of those that wait and of those that are over.
 */
const EXTEND = `${DATABASE_FIRST}successor=$(oarstat --sql "$3" | awk 'NR > 2 {print $1; exit}')
[ -z "$successor" ] || set -- "$successor" "$2"
oarwalltime "$1" "$2"
code=$?
printf '\\035\\n'
if [ $code != 0 ]; then
	oarstat --state --job "$1" 2>/dev/null
	exit $code
fi
for _ in 1 2 3 4 5; do
	sleep 1
	status=$(oarwalltime "$1") || break
	case $status in *'Pending/unsatisfied:    0:0:0'*) break;; esac
done
printf '%s\\n' "$status"
exit 0`;

type Why = Extract<ExtendResult, {type: 'refused'}>['why'];

/** The words of Walltime.pm, 2.5.9. A limit of nothing means that only administrators may extend. */
const REFUSALS: ReadonlyArray<readonly [RegExp, Why]> = [
	[/functionality is disabled/i, 'unsupported'],
	[/cannot increase by more than 0:0+:0+\b/i, 'needs-operator'],
	[/cannot increase by more than/i, 'over-limit'],
	[/could not find job/i, 'job-over'],
];

export const extend: NonNullable<SchedulerDriver['extend']> = {
	plan: ({id, walltimeSeconds}) => ({
		argv: ['sh', '-c', EXTEND, 'hpctui', requireId(id), clockOf(walltimeSeconds), liveSuccessors([id])],
		timeoutMs: 60_000,
	}),
	read(outcome): ExtendResult {
		const [answer = '', status = ''] = textOf(outcome.stdout).split('\x1d\n');
		if (outcome.code === 0) {
			return {type: 'accepted', note: noteOf(status)};
		}

		const said = linesOf(answer).join('; ');
		// Nothing is to be done for a wish that is fulfilled.
		if (/walltime change is null/i.test(said)) {
			return {type: 'accepted', note: 'the job has this walltime already'};
		}

		if (said === '' || !isRefusal(outcome)) {
			throw failureOf(outcome, 'oarwalltime');
		}

		return {type: 'refused', why: whyOf(said, status), said};
	},
};

/** 1: bad request, 3: forbidden, 4: not found, 5: not available (Walltime.pm). */
function isRefusal({code}: Outcome): boolean {
	return code !== null && [1, 3, 4, 5].includes(code);
}

function whyOf(said: string, status: string): Why {
	if (/is not running/i.test(said)) {
		return /: (?:Terminated|Error|Finishing|toError)$/m.test(status) ? 'job-over' : 'other';
	}

	return REFUSALS.find(([pattern]) => pattern.test(said))?.[1] ?? 'other';
}

/** What OAR has not granted (yet): `Pending/unsatisfied:   +1:0:0`. */
function noteOf(status: string): string | null {
	const [, pending] = /Pending\/unsatisfied:\s+([+-][\d:]+)/.exec(status) ?? [];
	return pending === undefined
		? null
		: `OAR has not granted ${pending} of it yet: it does so when no other job needs the resources, or short before the end`;
}
