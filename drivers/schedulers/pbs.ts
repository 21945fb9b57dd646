import type {SchedulerDriver} from '../../source/core/scheduler.js';
import {dialect} from './pbs/dialect.js';
import {cancel} from './pbs-family/cancel.js';
import {describe} from './pbs-family/describe.js';
import {directivesFor} from './pbs-family/directives.js';
import {extend} from './pbs-family/extend.js';
import {limits} from './pbs-family/limits.js';
import {findOf, historyOf, listOf} from './pbs-family/listing.js';
import {probeOf, submitOf} from './pbs-family/submit.js';

/**
 * OpenPBS and PBS Pro; its answers are those of 23.06 where nothing else is said. It has no estimate before a submission; of a job that
 * waits, the server may tell when it will start.
 */
const pbs: SchedulerDriver = {
	name: 'pbs',
	title: 'OpenPBS / PBS Pro',
	detectionRank: 60,
	probe: probeOf(dialect),
	directives: submission => directivesFor(dialect, submission),
	submit: submitOf(dialect),
	list: listOf(dialect),
	describe,
	find: findOf(dialect),
	cancel,
	history: historyOf(dialect),
	extend,
	limits,
};

export default pbs;
