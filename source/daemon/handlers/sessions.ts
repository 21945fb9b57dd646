import {randomBytes} from 'node:crypto';
import {ulid} from 'ulid';
import type {AppDriver} from '../../core/app.js';
import {Fault} from '../../core/fault.js';
import {begin} from '../../core/reduce.js';
import {checkedName, requestFrom} from '../../core/request.js';
import type {Request, Session} from '../../core/session.js';
import type {NewSession} from '../../core/session-document.js';
import {shownCommand} from '../../core/twists.js';
import type {SubmissionPlan} from '../../wire/calls.js';
import type {Desk} from '../desk.js';
import {ensureFree} from '../listener.js';
import {pick} from '../registry.js';
import type {Handlers} from '../server.js';
import {clearAway, isWithoutJob, scriptFor} from '../submission.js';
import {until} from '../until.js';
import {checkChoices} from '../ways.js';
import type {HandlerContext} from './context.js';

/** A submission whose answer was lost goes on without the person after this long. */
const LOST_ANSWER_MS = 60_000;
/** How long `rm --force` waits for the job to be seen over before the session is forgotten. */
const END_PATIENCE_MS = 20_000;

type SessionCalls =
	| 'session.new'
	| 'session.plan'
	| 'session.list'
	| 'session.show'
	| 'session.history'
	| 'session.stop'
	| 'session.remove';

/** Calls that make, show and end sessions. */
export function sessionHandlers(context: HandlerContext): Pick<Handlers, SessionCalls> {
	const {store, desks, toDocument} = context;
	return {
		async 'session.new'(input, _connection, signal) {
			const {request, app, name} = checkRequest(input, context);
			if (input.localPort !== null) {
				await ensureFree(input.localPort, context.isReserved);
			}

			const desk = desks.of(request.cluster);
			const session = store.begin(intent(request, app, name, input.localPort));
			desk.care(session);
			await submitOrForget(session.id, desk, signal, context);
			return toDocument(store.get(session.id) ?? session);
		},
		async 'session.plan'(input) {
			const {request, app, name} = checkRequest(input, context);
			return plan(begin({...intent(request, app, name, input.localPort), at: context.clock.now()}), context);
		},
		async 'session.list'({all}) {
			return store
				.all()
				.filter(session => all || session.end === null)
				.map(toDocument);
		},
		async 'session.show'({session}) {
			return toDocument(store.find(session));
		},
		async 'session.history'({session}) {
			return store.history(store.find(session).id);
		},
		async 'session.stop'({session}) {
			const found = store.find(session);
			if (found.end === null) {
				await stop(found, context);
			}

			return toDocument(store.get(found.id) ?? found);
		},
		async 'session.remove'({session, force}) {
			const found = store.find(session);
			if (found.end === null && !force) {
				throw new Fault('usage', `session ${found.name} is not over`, {
					hint: `end it first: hpctui stop ${found.name}; or do both: hpctui rm --force ${found.name}`,
				});
			}

			const warning = found.end === null ? await stopByForce(found, context) : null;
			await forget(found.id, context);
			return {warning};
		},
	};
}

/**
 * Ends the job, and waits until that was seen. A cluster that cannot be reached, or a scheduler that never answered, must
 * not keep a session for ever: then the answer says what may be left there. What the scheduler refuses is a fault.
 */
async function stopByForce(session: Session, context: HandlerContext): Promise<string | null> {
	try {
		await stop(session, context);
	} catch (error) {
		const fault = Fault.from(error);
		const isOutOfReach =
			fault.kind === 'link' || fault.kind === 'auth' || fault.kind === 'missing' || session.job.id === null;
		if (!isOutOfReach) {
			throw fault;
		}

		const job = session.job.id === null ? `a job named ${session.tag}` : `job ${session.job.id}`;
		return `${job} may still be on ${session.request.cluster}: ${fault.message}`;
	}

	const patience = AbortSignal.timeout(END_PATIENCE_MS);
	await until(context.store, session.id, current => current.end !== null, patience).catch(() => undefined);
	return null;
}

/** What is really asked for, with everything checked that can be without connecting. */
export function checkRequest(
	input: NewSession,
	context: HandlerContext,
): {request: Request; app: AppDriver; name: string} {
	const {store, configuration, registry} = context;
	const cluster = configuration.cluster(input.cluster);
	const app = pick(registry.apps, 'app', input.app);
	const request = requestFrom(input, cluster, app);
	checkChoices(request, registry);
	// Settings that only make no sense together are the app's to refuse, before anything is done.
	app.body({settings: request.settings, bind: '127.0.0.1', workdir: request.workdir});
	const live = new Set(store.all().flatMap(session => (session.end === null ? [session.name] : [])));
	if (input.name !== null && live.has(checkedName(input.name))) {
		throw new Fault('usage', `there is a session called ${JSON.stringify(input.name)} already`, {
			hint: 'choose another --name, or stop that one',
		});
	}

	return {request, app, name: input.name ?? freeName(app.name, live)};
}

function freeName(app: string, taken: ReadonlySet<string>): string {
	for (let number = 1; ; number++) {
		const name = number === 1 ? app : `${app}-${number}`;
		if (!taken.has(name)) {
			return name;
		}
	}
}

function intent(request: Request, app: AppDriver, name: string, localPort: number | null) {
	const id = ulid();
	return {
		type: 'intended' as const,
		id,
		name,
		tag: `hpctui-${id.slice(-12).toLowerCase()}`,
		request,
		secrets: Object.fromEntries(app.secrets.map(secret => [secret, randomBytes(24).toString('hex')])),
		ports: app.ports.map(({name: port, isRequired}, index) => ({
			name: port,
			isRequired,
			localPort: index === 0 ? localPort : null,
		})),
	};
}

/** The job script and the submit command, as they would be used; the folder's name is made up, nothing is done. */
async function plan(session: Session, context: HandlerContext): Promise<SubmissionPlan> {
	const {site} = context.desks.of(session.request.cluster);
	const driver = await site.scheduler();
	const {twists} = site.cluster;
	const folder = `/home/you/.hpctui/sessions/${session.id}`;
	const {script, command} = scriptFor(session, driver, folder, {registry: context.registry, twists});
	return {script, command: shownCommand(command, twists)};
}

/** Submits; what was never asked of the scheduler, or was refused, is forgotten and the fault told. */
async function submitOrForget(id: string, desk: Desk, signal: AbortSignal, context: HandlerContext): Promise<void> {
	const {store, clock, note} = context;
	const done = desk.submit(id, signal).then(() => 'done' as const);
	const patience = new AbortController();
	const enough = clock.sleep(LOST_ANSWER_MS, patience.signal).then(() => 'enough' as const);
	enough.catch(() => undefined);
	try {
		let first = await Promise.race([done, enough]);
		if (first === 'enough' && store.get(id)?.submitting === 'intended') {
			first = await done;
		}

		if (first === 'enough') {
			done.catch((error: unknown) => desk.giveUp(id, Fault.from(error)));
		}
	} catch (error) {
		const fault = Fault.from(error);
		if (!isWithoutJob(store.get(id), fault)) {
			// A job may exist: the session stays, and is looked after when the way is open again.
			note(`${id}: ${fault.message}`);
			return;
		}

		desk.dismiss(id);
		store.remove(id);
		throw fault;
	} finally {
		patience.abort();
	}
}

async function stop(session: Session, context: HandlerContext): Promise<void> {
	const {store, desks} = context;
	const desk = desks.of(session.request.cluster);
	if (session.job.id === null) {
		throw new Fault('refused', `session ${session.name} has no job yet`, {
			retry: 'later',
			hint: 'the scheduler has not answered; try again in a moment',
		});
	}

	await desk.site.link.get();
	const driver = await desk.site.scheduler();
	store.record(session.id, {type: 'stop-requested'});
	try {
		const input = {ids: [session.job.id]};
		driver.cancel.read(await desk.site.ask(driver.cancel.plan(input)), input);
	} catch (error) {
		store.record(session.id, {type: 'stop-failed', said: Fault.from(error).message});
		throw error;
	} finally {
		desk.kick();
	}
}

/** Forgets a session here, and removes its folder on the cluster where there is a way to it. */
async function forget(id: string, context: HandlerContext): Promise<void> {
	const {store, desks, note} = context;
	const session = store.get(id);
	if (session === undefined) {
		return;
	}

	const desk = desks.peek(session.request.cluster);
	desk?.dismiss(id);
	const link = desk?.site.link.current;
	if (session.folder !== null && link !== undefined) {
		const said = await clearAway(link, session.folder);
		if (said !== null) {
			note(`${id}: its folder ${session.folder} stays on the cluster: ${said}`);
		}
	}

	store.remove(id);
}
