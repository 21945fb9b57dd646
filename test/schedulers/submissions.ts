import type {Resources} from '../../source/core/job.js';
import type {Submission} from '../../source/core/scheduler.js';
import {NOTHING} from '../core/samples.js';

/** Submissions that bear this tag and ask for no more than what is given. */
export const submissionWith =
	(tag: string) =>
	(resources: Partial<Resources> = {}, folder = '/home/alice/s'): Submission => ({
		tag,
		folder,
		scriptPath: `${folder}/job.sh`,
		schedulerLogPath: `${folder}/scheduler.log`,
		resources: {...NOTHING, ...resources},
	});

/** The same with a tag that fits wherever a job's name is short. */
export const submissionOf = submissionWith('hpctui-01jd3z');

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
