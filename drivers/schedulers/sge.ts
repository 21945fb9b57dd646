import type {SchedulerDriver} from '../../source/core/scheduler.js';
import {cancel} from './sge/cancel.js';
import {describe} from './sge/describe.js';
import {directivesOf} from './sge/directives.js';
import {extend} from './sge/extend.js';
import {find, history} from './sge/history.js';
import {limits} from './sge/limits.js';
import {list} from './sge/listing.js';
import {probe, submit} from './sge/submit.js';

/**
 * Grid Engine: Son of Grid Engine, Univa and Altair Grid Engine, Open Cluster Scheduler. Its answers are those of Son of Grid Engine 8.1.9
 * where nothing else is said. It cannot tell when a job would start.
 */
const sge: SchedulerDriver = {
	name: 'sge',
	title: 'Grid Engine',
	// Below Slurm, whose sites may keep its programs for old scripts; PBS beside it is told apart by what it says.
	detectionRank: 90,
	probe,
	directives: directivesOf,
	submit,
	list,
	describe,
	find,
	cancel,
	history,
	extend,
	limits,
};

export default sge;
