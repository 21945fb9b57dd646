import type {Instant} from '../core/clock.js';
import {Fault} from '../core/fault.js';
import type {Resources} from '../core/job.js';
import type {SchedulerDriver, Submission} from '../core/scheduler.js';
import {directivesFor, twistScript} from '../core/twisted-directives.js';
import type {Site} from './site.js';

/** When the scheduler expects a start (null: it does not say), and what it said beside. */
export type Estimate = {readonly startsAt: Instant | null; readonly note: string | null};

/** When a request would start, by the scheduler; nothing is submitted. Throws `unsupported` where it does not tell. */
export async function estimateStart(
	resources: Resources,
	driver: SchedulerDriver,
	site: Site,
	signal: AbortSignal,
): Promise<Estimate> {
	if (driver.estimate === undefined) {
		throw new Fault('unsupported', `${driver.title} does not tell beforehand when a job would start`);
	}

	const submission = madeUp(resources);
	const own = driver.directives(submission);
	const command = twistScript(
		driver.estimate.plan(submission),
		own,
		directivesFor(driver, submission, site.cluster.twists),
	);
	return driver.estimate.read(await site.ask(command, signal), submission);
}

/** Nobody writes there: a scheduler that only estimates does not look for folders. */
function madeUp(resources: Resources): Submission {
	const folder = '/tmp';
	return {
		tag: 'hpctui-estimate',
		folder,
		scriptPath: `${folder}/job.sh`,
		schedulerLogPath: `${folder}/scheduler.log`,
		resources,
	};
}
