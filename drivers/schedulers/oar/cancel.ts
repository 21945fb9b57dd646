import {type Query, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {CancelResult} from '../../../source/core/scheduler.js';
import {DATABASE_FIRST, failureOf} from './answers.js';
import {requireId} from './job-ids.js';
import {liveSuccessors} from './resubmission.js';

/** oardel says "You are not the right user" of ids that nobody knows too: whoever is in a state exists (`12: Running`). */
const CANCEL = `successors=$1
shift
${DATABASE_FIRST}oardel --sql "$successors" "$@"
code=$?
[ $code = 0 ] && exit
set -- $(for id; do printf -- '--job %s ' "$id"; done)
printf '\\035\\n'
oarstat --state "$@"
exit $code`;

/** Leon, OAR's killer, then ends the processes of the job at once: with SIGKILL. */
export const cancel: Query<{readonly ids: readonly string[]}, CancelResult> = {
	plan({ids}) {
		const known = ids.map(requireId);
		return {argv: ['sh', '-c', CANCEL, 'hpctui', liveSuccessors(known), ...known], timeoutMs: 60_000};
	},
	read(outcome, {ids}) {
		if (outcome.code === 0) {
			return {accepted: ids, unknown: []};
		}

		const failure = failureOf(outcome, 'oardel');
		const errors = [...textOf(outcome.stderr).matchAll(/^Cannot frag (\d+) ; (.+)$/gm)];
		if (errors.length === 0 || failure.kind === 'link') {
			throw failure;
		}

		const states = new Map(
			[
				...(textOf(outcome.stdout)
					.split('\x1d')[1]
					?.matchAll(/^(\d+): (\w+)$/gm) ?? []),
			].map(([, id = '', state = '']) => [id, state]),
		);
		const isRefused = (id: string, said: string) => /right user/i.test(said) && states.has(id);
		const refused = errors.find(([, id = '', said = '']) => isRefused(id, said));
		if (refused !== undefined) {
			const [, job = '', said = ''] = refused;
			throw new Fault('refused', `OAR refused to end job ${job}: ${said}`, {facts: {said, job}});
		}

		// Of one that was asked to end before, OAR says so; it is ending, or it has ended.
		const unknown = new Set(errors.flatMap(([, id = '']) => (states.has(id) ? [] : [id])));
		return {accepted: ids.filter(id => !unknown.has(id)), unknown: ids.filter(id => unknown.has(id))};
	},
};
