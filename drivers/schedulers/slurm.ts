import type {SchedulerDriver} from '../../source/core/scheduler.js';
import {cancel} from './slurm/cancel.js';
import {describe} from './slurm/describe.js';
import {directivesOf} from './slurm/directives.js';
import {enter} from './slurm/enter.js';
import {extend} from './slurm/extend.js';
import {find, history} from './slurm/history.js';
import {limits} from './slurm/limits.js';
import {list} from './slurm/listing.js';
import {estimate, probe, submit} from './slurm/submit.js';

/** Slurm, 17.11 and later; its answers are those of 22.05 where nothing else is said. */
const slurm: SchedulerDriver = {
	name: 'slurm',
	title: 'Slurm',
	// Its clients cannot be mistaken for another's; other schedulers' commands may be Slurm's imitations.
	detectionRank: 100,
	probe,
	directives: directivesOf,
	submit,
	list,
	describe,
	find,
	cancel,
	history,
	extend,
	estimate,
	limits,
	enter,
};

export default slurm;
