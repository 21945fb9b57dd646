import type {SchedulerDriver} from '../../source/core/scheduler.js';
import {cancel} from './pbs-family/cancel.js';
import {describe} from './pbs-family/describe.js';
import {directivesFor} from './pbs-family/directives.js';
import {extend} from './pbs-family/extend.js';
import {limits} from './pbs-family/limits.js';
import {findOf, listOf} from './pbs-family/listing.js';
import {probeOf, submitOf} from './pbs-family/submit.js';
import {dialect} from './torque/dialect.js';

/**
 * Torque, 2.4 to 7. It keeps no history: a job that is over stays in the list for the server's keep_completed (often five minutes), and what is asked
 * later is told by the job's own record.
 */
const torque: SchedulerDriver = {
	name: 'torque',
	title: 'Torque',
	// After PBS, whose commands it has, and after Slurm and Grid Engine, which have commands of the same names.
	detectionRank: 50,
	probe: probeOf(dialect),
	directives: submission => directivesFor(dialect, submission),
	submit: submitOf(dialect),
	list: listOf(dialect),
	describe,
	find: findOf(dialect),
	cancel,
	extend,
	limits,
};

export default torque;
