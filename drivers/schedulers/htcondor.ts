import type {SchedulerDriver} from '../../source/core/scheduler.js';
import {cancel} from './htcondor/cancel.js';
import {extend} from './htcondor/extend.js';
import {find, history} from './htcondor/history.js';
import {limits} from './htcondor/limits.js';
import {list} from './htcondor/listing.js';
import {probe, submit} from './htcondor/submit.js';

/**
 * HTCondor, 9.0 and later. It has no lines for job scripts: what would stand there goes into the submit description, which
 * `condor_submit` reads from its standard input. It matches jobs to machines as it comes, and estimates no start.
 */
const htcondor: SchedulerDriver = {
	name: 'htcondor',
	title: 'HTCondor',
	detectionRank: 40,
	probe,
	directives: () => [],
	submit,
	list,
	find,
	cancel,
	history,
	extend,
	limits,
};

export default htcondor;
