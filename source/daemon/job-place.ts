import type {Command} from '../core/command.js';
import {Fault} from '../core/fault.js';
import type {Session} from '../core/session.js';
import type {JobPlace} from './foothold.js';

/**
 * The node of a session's job that a person means when they name none: where the job script runs, or the job's first.
 *
 * @throws {Fault} `ended` where the session is over; `unsupported`, retry `later`, where its job does not run (yet).
 */
export function placeOf({name, end, job, node}: Session): JobPlace {
	if (end !== null) {
		throw new Fault('ended', `the session ${name} ended`, {hint: `its output: hpctui logs ${name}`});
	}

	const host = job.nodes[0] ?? node?.host;
	if (job.id === null || job.phase !== 'running' || host === undefined) {
		const why = job.reasonText ?? job.reason;
		throw new Fault('unsupported', `the job of ${name} does not run on a node now${why === null ? '' : ` (${why})`}`, {
			hint: `run: hpctui wait ${name} --for running`,
			retry: 'later',
		});
	}

	return {jobId: job.id, node: nodeNamed(host, node?.host, job.nodes), startedAt: job.startedAt};
}

/** The scheduler's name for the node where the script runs, which may call itself otherwise. */
function nodeNamed(first: string, own: string | undefined, nodes: readonly string[]): string {
	const short = own?.split('.')[0];
	return nodes.find(each => each === own || each.split('.')[0] === short) ?? first;
}

/** Where programs of a session run: its own folder of work, or the home directory. */
export function workdirOf({request}: Session): Pick<Command, 'cwd'> {
	// What does not begin with / is below the home directory, where login shells start.
	const path = request.workdir?.replace(/^~\/?/, '') ?? '';
	return path === '' ? {} : {cwd: path};
}
