import {type Query, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {CancelResult, ExtendResult, SchedulerDriver} from '../../../source/core/scheduler.js';
import {failureOf, ID} from './jobs.js';
import {JOB_FUNCTIONS} from './process.js';

/**
 * Tells the guard of each job; where that was killed and the script runs on, the script's group itself. One line a job:
 * accepted, over, or the host on which it runs.
 */
const CANCEL = `${JOB_FUNCTIONS}
for name do
	dir=$index/$name
	[ -e "$dir/job" ] || { echo over "$name"; continue; }
	read_job "$dir"
	look_at_job "$dir"
	if [ -n "$code" ]; then echo over "$name"
	elif [ "$host" != "$here" ]; then echo elsewhere "$name" "$host" "$here"
	elif [ -n "$guard_state" ] && kill -TERM "$guard"; then echo accepted "$name"
	elif [ -n "$script_state" ] && kill -TERM "-$script"; then
		kill -CONT "-$script"
		# The guard's watchdog is in its group; the number may be another's by now.
		process_look "$guard"
		[ -n "$look_state" ] && [ "$look_start" != "$guard_start" ] || kill -TERM "-$guard" 2>/dev/null
		( sleep 10; ! process_alive "$script" "$script_start" || kill -KILL "-$script" ) </dev/null >/dev/null 2>&1 &
		echo accepted "$name"
	else echo over "$name"
	fi
done
`;

export const cancel: Query<{readonly ids: readonly string[]}, CancelResult> = {
	plan: ({ids}) => ({argv: ['sh', '-c', CANCEL, 'hpctui', ...ids.map(requireId)]}),
	read(outcome, {ids}) {
		if (outcome.code !== 0) {
			throw failureOf(outcome, 'the jobs could not be ended');
		}

		const verdicts = new Map(linesOf(textOf(outcome.stdout)));
		const elsewhere = ids.find(id => verdicts.get(id)?.[0] === 'elsewhere');
		if (elsewhere !== undefined) {
			throw elsewhereFault(elsewhere, verdicts.get(elsewhere) ?? []);
		}

		if (ids.some(id => !verdicts.has(id))) {
			throw new Fault(
				'parse',
				`ending the jobs said what is not understood: ${JSON.stringify(textOf(outcome.stdout))}`,
			);
		}

		const isAccepted = (id: string) => verdicts.get(id)?.[0] === 'accepted';
		return {accepted: ids.filter(isAccepted), unknown: ids.filter(id => !isAccepted(id))};
	},
};

const UNGUARDED = 'the process that watches over the job was killed, so its walltime cannot be changed any more';

/** The walltime is ours to enforce, so more of it is ours to give: the guard reads it again. */
const EXTEND = `${JOB_FUNCTIONS}
name=$1 dir=$index/$1 limit_wanted=$2
[ -e "$dir/job" ] || { echo over "$name"; exit 0; }
read_job "$dir"
look_at_job "$dir"
if [ -n "$code" ]; then echo over "$name"
elif [ "$host" != "$here" ]; then echo elsewhere "$name" "$host" "$here"
elif [ -n "$guard_state" ]; then
	printf '%s\\n' "$limit_wanted" > "$dir/walltime.new" && mv "$dir/walltime.new" "$dir/walltime" || exit 1
	kill -USR2 "$guard" && echo accepted "$name"
elif [ -n "$script_state" ]; then echo unguarded "$name"
else echo over "$name"
fi
`;

export const extend: NonNullable<SchedulerDriver['extend']> = {
	plan: ({id, walltimeSeconds}) => ({
		argv: ['sh', '-c', EXTEND, 'hpctui', requireId(id), String(Math.ceil(walltimeSeconds))],
	}),
	read(outcome, {id}): ExtendResult {
		if (outcome.code !== 0) {
			throw failureOf(outcome, 'the walltime could not be changed');
		}

		const words = new Map(linesOf(textOf(outcome.stdout))).get(id) ?? [];
		switch (words[0]) {
			case 'accepted':
				return {type: 'accepted', note: null};
			case 'over':
				return {type: 'refused', why: 'job-over', said: 'the job is over'};
			case 'unguarded':
				return {type: 'refused', why: 'other', said: UNGUARDED};
			case 'elsewhere':
				throw elsewhereFault(id, words);
			case undefined:
				throw new Fault(
					'parse',
					`changing the walltime said what is not understood: ${JSON.stringify(textOf(outcome.stdout))}`,
				);
		}

		throw new Fault('parse', `changing the walltime said what is not understood: ${JSON.stringify(words)}`);
	},
};

function requireId(id: string): string {
	if (!ID.test(id)) {
		throw new Fault('usage', `not a job id of a host without scheduler: ${JSON.stringify(id)}`, {
			hint: 'for example 4242.8675309@dev01, as "hpctui show" prints it',
		});
	}

	return id;
}

function elsewhereFault(id: string, words: readonly string[]): Fault {
	const [, host = 'another host', here = 'this one'] = words;
	return new Fault('remote', `job ${id} runs on ${host}, and this login is on ${here}`, {
		retry: 'after-user',
		hint: `add a cluster whose host is ${host} itself, not a name that several hosts share`,
		facts: {host, here},
	});
}

/** `verdict id more…` → id and the words without it. */
function linesOf(text: string): ReadonlyArray<readonly [string, readonly string[]]> {
	return text
		.split('\n')
		.map(line => line.split(' '))
		.map(([verdict = '', id = '', ...more]) => [id, [verdict, ...more]]);
}
