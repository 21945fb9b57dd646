import type {SchedulerDriver} from '../../source/core/scheduler.js';
import {cancel} from './lsf/cancel.js';
import {directivesOf} from './lsf/directives.js';
import {extend} from './lsf/extend.js';
import {find, history} from './lsf/history.js';
import {limits} from './lsf/limits.js';
import {list} from './lsf/listing.js';
import {probe, submit} from './lsf/submit.js';

/**
 * IBM Spectrum LSF, 10.1 and later: `bjobs -o` with the fields that are asked for, units in limits. There is no estimate before a
 * submission; the listing tells one for a waiting job where the site computes it.
 */
const lsf: SchedulerDriver = {
	name: 'lsf',
	title: 'LSF',
	detectionRank: 70,
	probe,
	directives: directivesOf,
	submit,
	list,
	find,
	cancel,
	history,
	extend,
	limits,
};

export default lsf;
