import type {SchedulerDriver} from '../../source/core/scheduler.js';
import {cancel} from './flux/cancel.js';
import {directivesOf} from './flux/directives.js';
import {extend} from './flux/extend.js';
import {limits} from './flux/limits.js';
import {find, list} from './flux/listing.js';
import {probe, submit} from './flux/submit.js';

/**
 * Flux (flux-core 0.49 and later) as the system's scheduler. It lists jobs that are over as well as living ones, for as long as it
 * remembers them (`job-manager.inactive-age-limit`), and keeps no other accounting: there is no history beside the listing. It tells
 * of an expected start in the listing, and nothing before a submission.
 */
const flux: SchedulerDriver = {
	name: 'flux',
	title: 'Flux',
	// Below the others: a Flux may be the own one of a job, started by hand.
	detectionRank: 30,
	probe,
	directives: directivesOf,
	submit,
	list,
	find,
	cancel,
	extend,
	limits,
};

export default flux;
