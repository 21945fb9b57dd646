import type {Resources} from '../../../source/core/job.js';
import type {Dialect} from '../pbs-family/dialect.js';
import type {StatusTable} from '../pbs-family/ends.js';

const MEBIBYTE = 1024 ** 2;

/** Exit statuses of the server and its nodes (OpenPBS: pbs_job.h, JOB_EXEC_*); -27 and -29 are captures of 23.06. */
const STATUSES: StatusTable = new Map(
	(
		[
			[-1, 'failed', 'The node could not start it.'],
			[-2, 'failed', 'The node could not start it, after its files were there.'],
			[-3, 'failed', 'The node could not start it for now.'],
			[-4, 'node-failure', 'Its node was started anew.'],
			[-5, 'node-failure', 'Its node was started anew.'],
			[-6, 'node-failure', 'Its node was started anew.'],
			[-10, 'failed', 'The node does not know the user or group.'],
			[-13, 'failed', 'A wrong password.'],
			[-18, 'failed', "A hook of the site's ended it."],
			[-20, 'failed', "A hook of the site's ended it."],
			[-21, 'node-failure', 'Its first node was lost.'],
			[-24, 'failed', 'It used more CPUs than it asked for.'],
			[-25, 'failed', 'It used more CPUs than it asked for.'],
			[-26, 'failed', 'It used more virtual memory than it asked for.'],
			[-27, 'failed', 'It used more memory than it asked for.'],
			[-28, 'failed', 'It used more CPU time than it asked for.'],
			[-29, 'timeout', 'Its walltime ran out.'],
		] as const
	).map(([status, outcome, text]) => [status, {outcome, text}]),
);

/** OpenPBS and PBS Pro: sizes in chunks, history kept by the server. */
export const dialect: Dialect = {
	title: 'OpenPBS or PBS Pro',
	version: /^pbs_version = (\S+)/m,
	sizeOf,
	// Without it qsub leaves a process of the user behind, which later ones use, with an old environment (seen on 23.06).
	submitOptions: ['-f'],
	ours: /^(?:-[NojeJICzx]|--)/,
	selectAlsoOver: ['-x'],
	statuses: STATUSES,
};

/** One chunk a node; without any wish for a size, the site's default. */
function sizeOf({nodes, cpus, memoryBytes, gpus}: Resources): readonly string[] {
	const parts = [
		...(cpus === null ? [] : [`ncpus=${cpus}`]),
		...(memoryBytes === null ? [] : [`mem=${Math.ceil(memoryBytes / MEBIBYTE)}mb`]),
		...(gpus === null || gpus === 0 ? [] : [`ngpus=${gpus}`]),
	];
	const count = nodes ?? 1;
	const select = nodes === null && parts.length === 0 ? [] : [`select=${[count, ...parts].join(':')}`];
	return count > 1 ? [...select, 'place=scatter'] : select;
}
