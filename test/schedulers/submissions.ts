import type {Resources} from '../../source/core/job.js';
import type {Submission} from '../../source/core/scheduler.js';

const NOTHING: Resources = {
	walltime: null,
	queue: null,
	account: null,
	nodes: null,
	cpus: null,
	memoryBytes: null,
	gpus: null,
	schedulerArgs: [],
};

/** A submission that asks for no more than what is given. */
export function submissionOf(resources: Partial<Resources> = {}, folder = '/home/alice/s'): Submission {
	return {
		tag: 'hpctui-01jd3z',
		folder,
		scriptPath: `${folder}/job.sh`,
		schedulerLogPath: `${folder}/scheduler.log`,
		resources: {...NOTHING, ...resources},
	};
}

/** All that a person can ask for. */
export const EVERYTHING: Partial<Resources> = {
	walltime: 5401,
	queue: 'gpu',
	account: 'p1',
	nodes: 2,
	cpus: 4,
	memoryBytes: 8 * 1024 ** 3 + 1,
	gpus: 1,
};
