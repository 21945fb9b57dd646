import type {Resources} from '../../../source/core/job.js';
import type {Dialect} from '../pbs-family/dialect.js';
import type {StatusTable} from '../pbs-family/ends.js';

const MEBIBYTE = 1024 ** 2;

/** Exit statuses below 0 (Torque's manual, "Job exit status"). */
const STATUSES: StatusTable = new Map(
	(
		[
			[-1, 'failed', 'The node could not start it, before its files were there.'],
			[-2, 'failed', 'The node could not start it, after its files were there.'],
			[-3, 'failed', 'The node could not start it for now.'],
			[-4, 'node-failure', 'Its node was started anew.'],
			[-5, 'node-failure', 'Its node was started anew.'],
			[-6, 'node-failure', 'Its node was started anew.'],
			[-7, 'failed', 'Its checkpoint could not be restored.'],
			[-8, 'failed', 'The node could not run its script.'],
			[-9, 'failed', 'Its output files could not be opened.'],
			[-10, 'failed', 'It used more memory than it asked for.'],
			[-11, 'timeout', 'Its walltime ran out.'],
		] as const
	).map(([status, outcome, text]) => [status, {outcome, text}]),
);

/** Torque: nodes and processors per node; jobs that are over stay in the list for a while (keep_completed). */
export const dialect: Dialect = {
	title: 'Torque',
	version: /^version: *(\d\S*)/im,
	sizeOf,
	submitOptions: [],
	ours: /^(?:-[NojetICzx]|--)/,
	selectAlsoOver: [],
	statuses: STATUSES,
};

/** Memory is asked for the whole job (`mem`), all else for a node. */
function sizeOf({nodes, cpus, memoryBytes, gpus}: Resources): readonly string[] {
	const count = nodes ?? 1;
	const parts = [...(cpus === null ? [] : [`ppn=${cpus}`]), ...(gpus === null || gpus === 0 ? [] : [`gpus=${gpus}`])];
	return [
		...(nodes === null && parts.length === 0 ? [] : [`nodes=${[count, ...parts].join(':')}`]),
		...(memoryBytes === null ? [] : [`mem=${Math.ceil((memoryBytes * count) / MEBIBYTE)}mb`]),
	];
}
