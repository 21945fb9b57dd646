import {type Findings, type FoundServer, lookAround, serverInLog} from '../core/adoption.js';
import {textOf} from '../core/command.js';
import {Fault} from '../core/fault.js';
import type {JobReport} from '../core/job.js';
import type {Link} from '../core/link.js';
import type {JobDetails, SchedulerDriver} from '../core/scheduler.js';
import {readLog} from '../core/staging.js';
import {sanitizeLine} from '../core/text.js';
import type {Desk} from './desk.js';
import type {SessionStore} from './store.js';

/** What was found of a job that somebody else started. */
export type FoundJob = {
	readonly scheduler: string;
	readonly report: JobReport;
	readonly details: JobDetails;
	readonly findings: Findings;
	/** The server that the job's log names; null: none. */
	readonly logged: FoundServer | null;
	readonly logPath: string | null;
	/** Why the node could not be looked at; null: it was. */
	readonly outOfSight: string | null;
};

export type FindJobOptions = {readonly desk: Desk; readonly store: SessionStore; readonly note: (line: string) => void};

/**
 * Looks for a job and for what it serves: the scheduler's word, its log, its processes on the node. Nothing about it is changed. Rejects
 * with `missing` for a job that the scheduler does not know, `ended` for one that is over, and `usage` for what cannot be adopted.
 */
export async function findJob(
	jobId: string,
	log: string | null,
	{desk, store, note}: FindJobOptions,
	signal: AbortSignal,
): Promise<FoundJob> {
	const link = await desk.site.link.get(signal);
	const driver = await desk.site.scheduler();
	refuseTwin(jobId, desk.site.cluster.name, store);
	const details = await detailsOf(jobId, driver, desk, signal);
	await refuseOthers(jobId, details, link, signal);
	const report = await reportOf(jobId, driver, desk, signal);
	const logPath = log ?? details.outputPath;
	const {findings, outOfSight} = await lookAtNode(jobId, report, desk, signal);
	if (outOfSight !== null) {
		note(`job ${jobId}: ${outOfSight}`);
	}

	const logged = logPath === null ? null : await serverLogged(logPath, log !== null, link, signal);
	return {scheduler: driver.name, report, details, findings, logged, logPath, outOfSight};
}

function refuseTwin(jobId: string, cluster: string, store: SessionStore): void {
	const twin = store
		.all()
		.find(({end, job, request}) => end === null && job.id === jobId && request.cluster === cluster);
	if (twin !== undefined) {
		throw new Fault('usage', `job ${jobId} is session ${twin.name} already`, {hint: `see: hpctui show ${twin.name}`});
	}
}

async function detailsOf(jobId: string, driver: SchedulerDriver, desk: Desk, signal: AbortSignal): Promise<JobDetails> {
	if (driver.describe === undefined) {
		return {owner: null, outputPath: null, workdir: null};
	}

	const input = {id: jobId};
	return driver.describe.read(await desk.site.ask(driver.describe.plan(input), signal), input);
}

async function refuseOthers(jobId: string, {owner}: JobDetails, link: Link, signal: AbortSignal): Promise<void> {
	const me = textOf((await link.run({argv: ['id', '-un']}, signal)).stdout).trim();
	if (owner !== null && owner !== me) {
		throw new Fault('usage', `job ${jobId} belongs to ${sanitizeLine(owner)}, and you are ${sanitizeLine(me)} there`, {
			hint: 'only your own jobs can be adopted',
		});
	}
}

async function reportOf(jobId: string, driver: SchedulerDriver, desk: Desk, signal: AbortSignal): Promise<JobReport> {
	const input = {ids: [jobId]};
	const [report] = driver.list.read(await desk.site.ask(driver.list.plan(input), signal), input);
	if (report === undefined) {
		throw new Fault('missing', `${driver.title} lists no job ${jobId} of yours`, {
			hint: 'a job that is over cannot be adopted',
		});
	}

	switch (report.phase) {
		case 'over':
			throw new Fault('ended', `job ${jobId} is over (${report.nativeState})`);
		case 'queued':
		case 'held':
			throw new Fault(
				'usage',
				`job ${jobId} waits (${report.nativeState}): what it serves is only known when it runs`,
				{
					hint: 'adopt it then',
				},
			);
		case 'starting':
		case 'running':
		case 'suspended':
		case 'completing':
		case 'unknown':
			return report;
	}
}

const NOTHING: Findings = {started: null, listening: [], servers: []};

/** A node that lets nobody in tells nothing; log and `--port` may be enough. */
async function lookAtNode(
	jobId: string,
	{nodes, startedAt}: JobReport,
	{footholds}: Desk,
	signal: AbortSignal,
): Promise<Pick<FoundJob, 'findings' | 'outOfSight'>> {
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
