import type {SessionDocument} from '../../../source/core/session-document.js';
import {asAlice, linesOf} from './hosts.js';

/** What accounting knows of all jobs that the program submitted: their ids by the tag that they bear. */
export async function jobsByTag(since: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
	const rows = linesOf(await asAlice(`sacct -X -n -P -S ${since} -o JobName,JobID`));
	const found = new Map<string, Set<string>>();
	for (const row of rows) {
		const [tag = '', id = ''] = row.split('|');
		if (tag.startsWith('hpctui-')) {
			found.set(tag, (found.get(tag) ?? new Set()).add(id));
		}
	}

	return found;
}

export type JobFaults = {readonly lost: readonly string[]; readonly doubled: readonly string[]};

/**
 * Jobs that no session knows, sessions whose job is not there, and tags that more than one job bears. A session that came to nothing
 * has no job, and no job bears its tag.
 */
export function compareJobs(
	sessions: readonly SessionDocument[],
	jobs: ReadonlyMap<string, ReadonlySet<string>>,
): JobFaults {
	const known = new Map(sessions.map(session => [`hpctui-${session.id.slice(-12).toLowerCase()}`, session]));
	const unknown = [...jobs.keys()].filter(tag => !known.has(tag));
	const missing = [...known].filter(([tag, {job}]) =>
		job.id === null ? jobs.has(tag) : jobs.get(tag)?.has(job.id) !== true,
	);
	return {
		lost: [
			...unknown,
			...missing.map(([tag, {name, state, note, job}]) => {
				const there = [...(jobs.get(tag) ?? [])].join(', ') || 'none';
				return `${tag}: ${name} is ${state} (${note}); its job is ${job.id}, accounting has ${there}`;
			}),
		],
		doubled: [...jobs].flatMap(([tag, ids]) => (ids.size > 1 ? [`${tag}: ${[...ids].join(', ')}`] : [])),
	};
}
