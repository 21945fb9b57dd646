import type {AppDriver, PartContext} from '../core/app.js';
import {bodyOf} from '../core/app-body.js';
import {portsOf} from '../core/app-ports.js';
import type {Clock} from '../core/clock.js';
import {wordsOf} from '../core/command.js';
import {Fault, type FaultKind} from '../core/fault.js';
import {writeJobScript} from '../core/job-script.js';
import type {Link} from '../core/link.js';
import {type PauseRule, pauseBefore} from '../core/pause.js';
import type {Receipt, SchedulerDriver, Submission} from '../core/scheduler.js';
import type {Session} from '../core/session.js';
import {SCHEDULER_LOG_FILE, SCRIPT_FILE, stage, unstage} from '../core/staging.js';
import {directivesFor} from '../core/twisted-directives.js';
import type {Twists} from '../core/twists.js';
import type {Registry} from './registry.js';
import {pick} from './registry.js';
import type {Site} from './site.js';
import type {SessionStore} from './store.js';

/** Looking up the tag of a submission whose answer was lost: the scheduler may list a new job a little late. */
const LOOK_UP: PauseRule = {firstMs: 1000, factor: 2, maxMs: 8000};
const LOOKS = 4;
const SUBMISSIONS = 3;
/** While nobody answers a look-up, neither the way nor the scheduler's controller is asked more often than this. */
const NOBODY_ANSWERS: PauseRule = {firstMs: 1000, factor: 2, maxMs: 60_000};

export type SubmissionOptions = {
	readonly store: SessionStore;
	readonly site: Site;
	readonly registry: Registry;
	readonly clock: Clock;
	/** Ends everything: the daemon stops. */
	readonly signal: AbortSignal;
	/** Ends what has not asked the scheduler yet: the person changed their mind. */
	readonly untilAsked: AbortSignal;
};

/**
 * Brings a session from its intent to a job, exactly once: the intent and the tag are on disk before the scheduler is
 * asked, and a lost answer is looked up by the tag before anything is submitted again. Rejects with `refused` where the
 * scheduler said no, and with `link`, `auth`, `remote` … where it was never asked; then nothing is left on the cluster.
 */
export async function submit(id: string, options: SubmissionOptions): Promise<void> {
	const {store, site, signal, untilAsked} = options;
	const link = await site.link.get(AbortSignal.any([signal, untilAsked]));
	const driver = await site.scheduler();
	const session = sessionOf(store, id);
	if (session.submitting === 'answered') {
		return;
	}

	if (session.submitting === 'intended') {
		if (driver.jobsRunOnLoginHost === true) {
			await site.settle(AbortSignal.any([signal, untilAsked]));
		}

		await prepare(session, driver, link, options);
		await ask(id, driver, options);
		return;
	}

	await recover(id, driver, options);
}

/** What a job script depends on beside the session: the drivers, and what is different at the site. */
export type Place = {
	readonly registry: Registry;
	readonly twists: Twists | undefined;
};

/** The script and the command of a session, as `--dry-run` prints them and as they are used. */
export function scriptFor(session: Session, driver: SchedulerDriver, folder: string, place: Place) {
	const {registry, twists} = place;
	const app = pick(registry.apps, 'app', session.request.app);
	const submission = submissionFor(session, folder);
	const bind = bindFor(session, driver);
	const context = {settings: session.request.settings, bind, workdir: session.request.workdir};
	const {parent} = session;
	const body =
		parent?.role === 'part' && parent.hub !== undefined
			? partBody(app, {...context, part: parent.name, hub: parent.hub})
			: bodyOf(app, context);
	const script = writeJobScript({
		directives: directivesFor(driver, submission, twists),
		tag: session.tag,
		folder,
		body,
		// A part serves what it is asked for alone.
		ports:
			parent?.role === 'part'
				? session.tunnels.map(({name}) => ({name, fixed: null}))
				: portsOf(app, session.request.settings).map(({name, fixed}) => ({name, fixed})),
		bind,
		workdir: session.request.workdir,
		setup: (session.request.setup ?? '').split('\n').filter(line => line.trim() !== ''),
	});
	return {script, command: driver.submit.plan(submission)};
}

function partBody(app: AppDriver, context: PartContext): readonly string[] {
	if (app.partBody === undefined) {
		throw new Fault('bug', `${app.name} has no further jobs`);
	}

	return app.partBody(context);
}

/** Where nothing but the node itself needs to reach the app, it listens on loopback only. */
function bindFor(session: Session, driver: SchedulerDriver): string {
	const {address, route} = session.request;
	const isNearby = address === 'auto' || address === 'loopback';
	const isLocal = driver.jobsRunOnLoginHost === true && isNearby && route !== 'direct';
	if (isLocal || address === 'loopback' || route === 'jump') {
		return '127.0.0.1';
	}

	// On a node that has IPv6 only, the job script takes `::` by itself.
	return /^ip:.*:/.test(address) ? '::' : '0.0.0.0';
}

function submissionFor(session: Session, folder: string): Submission {
	return {
		tag: session.tag,
		folder,
		scriptPath: `${folder}/${SCRIPT_FILE}`,
		schedulerLogPath: `${folder}/${SCHEDULER_LOG_FILE}`,
		resources: session.request.resources,
	};
}

function placeOf({registry, site}: SubmissionOptions): Place {
	return {registry, twists: site.cluster.twists};
}

async function prepare(
	session: Session,
	driver: SchedulerDriver,
	link: Link,
	options: SubmissionOptions,
): Promise<void> {
	const {id} = session;
	const staging = await link.run(stage.plan({id}), AbortSignal.any([options.signal, options.untilAsked]));
	const {folder} = stage.read(staging, {id});
	try {
		const {script} = scriptFor(session, driver, folder, placeOf(options));
		for (const [name, secret] of Object.entries(session.secrets)) {
			await link.put(`${folder}/${name}`, secret, 0o600);
		}

		await link.put(`${folder}/${SCRIPT_FILE}`, script, 0o700);
		options.store.record(session.id, {type: 'staged', folder, scheduler: driver.name});
		options.untilAsked.throwIfAborted();
		options.store.record(session.id, {type: 'asked'});
	} catch (error) {
		await clearAway(link, folder);
		throw error;
	}
}

async function ask(id: string, driver: SchedulerDriver, options: SubmissionOptions): Promise<void> {
	const {store, site} = options;
	const session = sessionOf(store, id);
	const folder = folderOf(session);
	const submission = submissionFor(session, folder);
	const link = await site.link.get(options.signal);
	try {
		const outcome = await site.ask(driver.submit.plan(submission));
		take(id, driver.submit.read(outcome, submission), store);
	} catch (error) {
		const fault = Fault.from(error);
		if (!REFUSALS.has(fault.kind)) {
			await recover(id, driver, options);
			return;
		}

		await clearAway(link, folder);
		throw fault;
	}
}

function take(id: string, {jobId, warning}: Receipt, store: SessionStore): void {
	store.record(id, {type: 'submitted', jobId});
	if (warning !== undefined) {
		store.record(id, {type: 'warned', ...warning});
	}
}

/** With these the scheduler, or whoever stands for it, said no. After any other the command may have reached it all the same. */
const REFUSALS: ReadonlySet<FaultKind> = new Set(['refused', 'remote', 'usage', 'config', 'missing', 'unsupported']);

/** Whether it is certain after this fault that the session has no job: only then may it be forgotten. */
export function isWithoutJob(session: Session | undefined, fault: Fault): boolean {
	return session?.submitting !== 'asked' || REFUSALS.has(fault.kind);
}

async function recover(id: string, driver: SchedulerDriver, options: SubmissionOptions): Promise<void> {
	const {store, site, clock, signal} = options;
	for (let submissions = 0; submissions < SUBMISSIONS; submissions++) {
		const jobId = await lookUp(id, driver, options);
		if (jobId !== null) {
			store.record(id, {type: 'submitted', jobId});
			return;
		}

		const session = sessionOf(store, id);
		const submission = submissionFor(session, folderOf(session));
		const link = await site.link.get(signal);
		try {
			const outcome = await site.ask(driver.submit.plan(submission));
			take(id, driver.submit.read(outcome, submission), store);
			return;
		} catch (error) {
			const fault = Fault.from(error);
			if (REFUSALS.has(fault.kind)) {
				await clearAway(link, submission.folder);
				throw fault;
			}

			await clock.sleep(pauseBefore(submissions, LOOK_UP, Math.random()), signal);
		}
	}

	throw new Fault('link', `the answers of ${site.cluster.name}'s scheduler were lost ${SUBMISSIONS} times`, {
		retry: 'later',
		hint: `look for a job named ${sessionOf(store, id).tag} there`,
	});
}

/** The job that bears the session's tag; null once the scheduler said several times that there is none. */
async function lookUp(id: string, driver: SchedulerDriver, options: SubmissionOptions): Promise<string | null> {
	const {store, site, clock, signal} = options;
	const {tag} = sessionOf(store, id);
	for (let looks = 0, failures = 0; looks < LOOKS; ) {
		try {
			await site.link.get(signal);
			const [report] = driver.find.read(await site.ask(driver.find.plan({tag}), signal), {tag});
			if (report !== undefined) {
				return report.id;
			}

			looks += 1;
			failures = 0;
		} catch (error) {
			const fault = Fault.from(error);
			if (signal.aborted || fault.kind === 'auth' || fault.kind === 'bug') {
				throw fault;
			}

			failures += 1;
		}

		const pauseMs =
			failures > 0
				? pauseBefore(failures - 1, NOBODY_ANSWERS, Math.random())
				: pauseBefore(looks - 1, LOOK_UP, Math.random());
		await clock.sleep(pauseMs, signal);
	}

	return null;
}

/** Nothing of a session that came to nothing stays behind. Best effort: the way may be what failed. */
export async function clearAway(link: Link, folder: string): Promise<string | null> {
	try {
		const outcome = await link.run(unstage(folder));
		return outcome.code === 0 ? null : wordsOf(outcome);
	} catch (error) {
		return Fault.from(error).message;
	}
}

function sessionOf(store: SessionStore, id: string): Session {
	const session = store.get(id);
	if (session === undefined) {
		throw new Fault('cancelled', 'the session was removed');
	}

	return session;
}

function folderOf(session: Session): string {
	if (session.folder === null) {
		throw new Fault('bug', `session ${session.id} has no folder yet`);
	}

	return session.folder;
}
