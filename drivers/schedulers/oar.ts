import type {SchedulerDriver} from '../../source/core/scheduler.js';
import {cancel} from './oar/cancel.js';
import {describe} from './oar/describe.js';
import {directivesOf} from './oar/directives.js';
import {enter} from './oar/enter.js';
import {extend} from './oar/extend.js';
import {limits} from './oar/limits.js';
import {find, history, list} from './oar/listing.js';
import {probe, submit} from './oar/submit.js';

/** OAR 2.5; its answers are those of 2.5.9. It has no way to ask when a job would start that is not submitted. */
const oar: SchedulerDriver = {
	name: 'oar',
	title: 'OAR',
	// Nobody imitates its commands, and it imitates nobody's.
	detectionRank: 80,
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
	enter,
};

export default oar;
