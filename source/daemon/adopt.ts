import type {Adopted, FoundService} from '../core/adopted.js';
import {isEarly, serviceOf} from '../core/adopted-intent.js';
import {type Findings, type FoundServer, lookAround, serverInLog} from '../core/adoption.js';
import type {Clock, Instant} from '../core/clock.js';
import {textOf} from '../core/command.js';
import {Fault} from '../core/fault.js';
import type {JobPhase, JobReport} from '../core/job.js';
import type {Link} from '../core/link.js';
import type {JobDetails, SchedulerDriver} from '../core/scheduler.js';
import type {Session} from '../core/session.js';
import {readLog} from '../core/staging.js';
import {sanitizeLine} from '../core/text.js';
import type {Desk} from './desk.js';
import {pick, type Registry} from './registry.js';
import type {SessionStore} from './store.js';

/** A job that somebody else started, by the scheduler's word. */
export type FoundJob = {
	readonly scheduler: string;
	readonly report: JobReport;
	readonly details: JobDetails;
};

/** Where jobs are looked for. */
export type AdoptionPlace = Pick<Desk, 'site' | 'footholds'> & {
	readonly registry: Registry;
	readonly clock: Clock;
	readonly note: (line: string) => void;
};

/**
 * Looks for a job. Nothing about it is changed. Rejects with `missing` for a job that the scheduler does not know, `ended` for one that is
 * over, and `usage` for what cannot be adopted.
 */
export async function findJob(
	jobId: string,
	{site, store}: Pick<AdoptionPlace, 'site'> & {readonly store: SessionStore},
	signal: AbortSignal,
): Promise<FoundJob> {
	const link = await site.link.get(signal);
	const driver = await site.scheduler();
	refuseTwin(jobId, site.cluster.name, store);
	const details = await detailsOf(jobId, driver, site, signal);
	await refuseOthers(jobId, details, link, signal);
	const report = await reportOf(jobId, driver, site, signal);
	return {scheduler: driver.name, report, details};
}

/** A job that runs somewhere, as its session or a report tells it. */
export type RunningJob = {
	readonly adopted: Adopted;
	readonly nodes: readonly string[];
	readonly startedAt: Instant | null;
	/** The person named its log. */
	readonly isLogNamed: boolean;
};

/**
 * Looks for what an adopted job serves: its log, and its processes on the node. Null: nothing yet, and it has run for so short that more may come.
 *
 * @throws {Fault} `usage` where what was seen leaves a choice, or nothing.
 */
export async function lookForService(
	{adopted, nodes, startedAt, isLogNamed}: RunningJob,
	place: AdoptionPlace,
	signal: AbortSignal,
): Promise<FoundService | null> {
	const {site, registry, clock, note} = place;
	const {jobId, logPath, wish = NOTHING_SAID} = adopted;
	const link = await site.link.get(signal);
	const {findings, outOfSight} = await lookAtNode(jobId, {nodes, startedAt}, place, signal);
	if (outOfSight !== null) {
		note(`job ${jobId}: ${outOfSight}`);
	}

	const logged = logPath === null ? null : await serverLogged(logPath, isLogNamed, link, signal);
	const now = clock.now();
	const seen = {findings, logged, logPath};
	const ageMs = startedAt === null ? Number.POSITIVE_INFINITY : now - startedAt;
	if (isEarly(wish, seen, {ageMs, isInSight: outOfSight === null})) {
		return null;
	}

	return serviceOf(wish, seen, {jobId, node: nodes[0], at: now}, name => pick(registry.apps, 'app', name));
}

/** The same for a session of such a job, wherever it runs now. */
export async function lookAgain(
	{adopted, job: {nodes, startedAt}, request, tunnels}: Session,
	place: AdoptionPlace,
	signal: AbortSignal,
): Promise<FoundService | null> {
	if (adopted === null) {
		return null;
	}

	const logPath = adopted.logPath ?? (await outputOf(adopted.jobId, place.site, signal));
	const {app, ports} = adopted.wish ?? NOTHING_SAID;
	// What it was before it is again, whatever can be seen of it so far.
	const wish = {app: app ?? (tunnels.some(({far}) => far.type === 'app') ? request.app : null), ports};
	return lookForService({adopted: {...adopted, logPath, wish}, nodes, startedAt, isLogNamed: false}, place, signal);
}

/** Some schedulers know it once the job runs. */
async function outputOf(jobId: string, site: Desk['site'], signal: AbortSignal): Promise<string | null> {
	return (await detailsOf(jobId, await site.scheduler(), site, signal)).outputPath;
}

const NOTHING_SAID = {app: null, ports: []};

function refuseTwin(jobId: string, cluster: string, store: SessionStore): void {
	const twin = store
		.all()
		.find(({end, job, request}) => end === null && job.id === jobId && request.cluster === cluster);
	if (twin !== undefined) {
		throw new Fault('usage', `job ${jobId} is session ${twin.name} already`, {hint: `see: hpctui show ${twin.name}`});
	}
}

async function detailsOf(
	jobId: string,
	driver: SchedulerDriver,
	site: Desk['site'],
	signal: AbortSignal,
): Promise<JobDetails> {
	if (driver.describe === undefined) {
		return {owner: null, outputPath: null, workdir: null};
	}

	const input = {id: jobId};
	return driver.describe.read(await site.ask(driver.describe.plan(input), signal), input);
}

async function refuseOthers(jobId: string, {owner}: JobDetails, link: Link, signal: AbortSignal): Promise<void> {
	const me = textOf((await link.run({argv: ['id', '-un']}, signal)).stdout).trim();
	if (owner !== null && owner !== me) {
		throw new Fault('usage', `job ${jobId} belongs to ${sanitizeLine(owner)}, and you are ${sanitizeLine(me)} there`, {
			hint: 'only your own jobs can be adopted',
		});
	}
}

async function reportOf(
	jobId: string,
	driver: SchedulerDriver,
	site: Desk['site'],
	signal: AbortSignal,
): Promise<JobReport> {
	const input = {ids: [jobId]};
	const [report] = driver.list.read(await site.ask(driver.list.plan(input), signal), input);
	if (report === undefined) {
		throw new Fault('missing', `${driver.title} lists no job ${jobId} of yours`, {
			hint: 'a job that is over cannot be adopted',
		});
	}

	if (report.phase === 'over') {
		throw new Fault('ended', `job ${jobId} is over (${report.nativeState})`, {
			hint: 'a job that is over cannot be adopted; hpctui new starts one',
		});
	}

	return report;
}

/** Whether what it serves can only be known later. */
export function isWaiting(phase: JobPhase): boolean {
	return phase === 'queued' || phase === 'held';
}

const NOTHING: Findings = {started: null, listening: [], servers: [], looksLikeJupyter: false};

/** A node that lets nobody in tells nothing; log and `--port` may be enough. */
async function lookAtNode(
	jobId: string,
	{nodes, startedAt}: Pick<RunningJob, 'nodes' | 'startedAt'>,
	{footholds}: Pick<Desk, 'footholds'>,
	signal: AbortSignal,
): Promise<{readonly findings: Findings; readonly outOfSight: string | null}> {
	const [node] = nodes;
	if (node === undefined) {
		return {findings: NOTHING, outOfSight: 'the scheduler does not say on which node it runs'};
	}

	try {
		const foothold = await footholds.on({jobId, node, startedAt}, signal);
		const input = {jobId};
		const outcome = await foothold.link.run(foothold.wrap(lookAround.plan(input), false), signal);
		return {findings: lookAround.read(outcome, input), outOfSight: null};
	} catch (error) {
		signal.throwIfAborted();
		return {findings: NOTHING, outOfSight: Fault.from(error).message};
	}
}

/** A log that the person named must be there; one that the scheduler names may still lie on the node. */
async function serverLogged(
	path: string,
	isNamed: boolean,
	link: Link,
	signal: AbortSignal,
): Promise<FoundServer | null> {
	const input = {path, offset: null, lines: null};
	const {size, bytes} = readLog.read(await link.run(readLog.plan(input), signal), input);
	if (isNamed && size === 0) {
		throw new Fault('usage', `${path} is not there, or empty`, {hint: 'name the file of the job’s output: --log FILE'});
	}

	return serverInLog(textOf(bytes));
}
