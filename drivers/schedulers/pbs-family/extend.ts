import {textOf} from '../../../source/core/command.js';
import type {ExtendResult, SchedulerDriver} from '../../../source/core/scheduler.js';
import {isMissingProgram} from '../common/failures.js';
import {failureOf, saidBy} from './answers.js';
import {requireId} from './job-ids.js';
import {recordsOf} from './records.js';
import {clockOf} from './times.js';

/**
 * Some sites let users lengthen running jobs with a `qextend` of their own (Metacentrum: whole id and the time to add, as a clock, within a quota); all
 * others have qalter. Where the answer is no, who asked and what the job is tells why: `Unauthorized Request` is said to the owner who wants
 * more for a running job, and to a stranger.
 */
const EXTEND = `job=$1 wanted=$2 clock=$3
if command -v qextend >/dev/null 2>&1; then
	set -- $(qstat -f "$job" | awk -v wanted="$wanted" '
		/^Job Id: / { id = $3 }
		/^ *job_state = R/ { runs = 1 }
		/^ *Resource_List.walltime = / { n = split($3, part, ":"); for (i = 1; i <= n; i++) now = now * 60 + part[i] }
		END { more = wanted - now; if (runs && now && more > 0) printf "%s %02d:%02d:%02d", id, more / 3600, more % 3600 / 60, more % 60 }')
	[ $# -eq 2 ] && { qextend "$1" "$2"; exit; }
fi
qalter -l walltime="$clock" "$job" && exit
code=$?
printf '\\035%s\\n' "$(id -un)"
qstat -f "$job" 2>/dev/null
exit $code`;

/** The words of a `qextend` that ends with 0 in any case. */
const EXTENDED = /\bhas been extended\b|\bnew walltime\b/i;
const REFUSED = /\b(?:cannot|denied|not (?:allowed|been|possible)|exceed\w*|error)\b/i;

/** Owners may raise a queued job's walltime, and only lower a running one's. */
export const extend: NonNullable<SchedulerDriver['extend']> = {
	plan: ({id, walltimeSeconds}) => ({
		argv: ['sh', '-c', EXTEND, 'hpctui', requireId(id), String(Math.ceil(walltimeSeconds)), clockOf(walltimeSeconds)],
		timeoutMs: 90_000,
	}),
	read(outcome): ExtendResult {
		const [words = '', context = ''] = textOf(outcome.stdout).split('\x1d');
		// What qextend says of a refusal is on standard output, and its exit code is the site's own affair.
		const said = saidBy({...outcome, stdout: new TextEncoder().encode(words)});
		if (outcome.code === 0 && (EXTENDED.test(said) || !REFUSED.test(said))) {
			return {type: 'accepted', note: said || null};
		}

		const failure = failureOf(outcome, 'qalter');
		if (failure.kind === 'link' || isMissingProgram(outcome) || outcome.code === null || said === '') {
			throw failure;
		}

		return {type: 'refused', why: whyOf(said, context), said};
	},
};

function whyOf(said: string, context: string): Extract<ExtendResult, {type: 'refused'}>['why'] {
	if (/job has finished|unknown job id|complete\b|invalid (?:for )?state/i.test(said)) {
		return 'job-over';
	}

	if (/resource limits|exceed|quota|fund/i.test(said)) {
		return 'over-limit';
	}

	const [user = '', ...lines] = context.split('\n');
	const job = recordsOf(lines.join('\n'))?.find(({kind}) => kind === 'job')?.attributes;
	const isStranger = job !== undefined && job.get('Job_Owner')?.split('@', 1)[0] !== user;
	if (/unauthorized request|cannot modify attribute while job running|not permitted/i.test(said)) {
		return isStranger ? 'other' : 'needs-operator';
	}

	return /not supported|no support/i.test(said) ? 'unsupported' : 'other';
}
