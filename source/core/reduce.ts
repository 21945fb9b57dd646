import {planned} from './counted.js';
import type {JobPhase, JobReport} from './job.js';
import type {Job, Session, SessionEvent, Sight} from './session.js';
import {moveIn, retire} from './succession.js';
import {takeEntry} from './take-entry.js';
import {runsAnew, takeFound} from './take-found.js';
import {forgetWay, newTunnel, shutOr, withTunnel} from './tunnels.js';

type EventOf<Type extends SessionEvent['type']> = Extract<SessionEvent, {type: Type}>;

/** Warnings are for reading, not for archives: the newest are kept. */
const WARNINGS_KEPT = 20;

/** The session that an `intended` event brings into being. */
export function begin(event: EventOf<'intended'>): Session {
	return {
		id: event.id,
		name: event.name,
		tag: event.tag,
		parent: event.parent ?? null,
		requestKey: event.requestKey ?? null,
		request: event.request,
		secrets: event.secrets,
		createdAt: event.at,
		submitting: event.adopted === undefined ? 'intended' : 'answered',
		adopted: event.adopted ?? null,
		folder: null,
		job:
			event.adopted === undefined ? NO_JOB : {...NO_JOB, id: event.adopted.jobId, scheduler: event.adopted.scheduler},
		sight: {state: 'unseen'},
		node: null,
		exit: null,
		setupFailure: null,
		trouble: null,
		plan: event.plan ?? null,
		progress: [],
		parts: [],
		obeyed: null,
		recordsSeen: 0,
		linkDown: null,
		needsUser: null,
		tunnels: event.ports.map(port => newTunnel(port.name, {type: 'app'}, port)),
		stopRequestedAt: null,
		end: null,
		warnings: [],
		autoRenew: event.autoRenew ?? null,
		renewals: 0,
		retired: null,
		stopAt: null,
	};
}

/**
 * The session after an event. Pure: no clock, no I/O; the same events make the same session, which is how the daemon
 * rebuilds after it was killed. An event that says nothing new returns the very same object.
 */
export function reduce(session: Session, event: SessionEvent): Session {
	if (session.end !== null && event.type !== 'warned') {
		return session;
	}

	const next = after(session, event);
	return isSame(session, next) ? session : next;
}

function after(session: Session, event: SessionEvent): Session {
	switch (event.type) {
		case 'intended':
			return session;
		case 'staged':
			return {...session, folder: event.folder, job: {...session.job, scheduler: event.scheduler}};
		case 'asked':
			return {...session, submitting: 'asked'};
		case 'submitted':
			return {...session, submitting: 'answered', job: {...session.job, id: event.jobId, submittedAt: event.at}};
		case 'reported':
			return reported(session, event);
		case 'unseen':
			return {...session, sight: lostSight(session.sight, event)};
		case 'recorded':
			return {...takeEntry(session, event), recordsSeen: session.recordsSeen + 1};
		case 'found':
			return takeFound(session, event.found, event.at);
		case 'tunnel-added':
			return session.tunnels.some(({name}) => name === event.tunnel)
				? session
				: {
						...session,
						tunnels: [
							...session.tunnels,
							newTunnel(event.tunnel, event.far, {isRequired: false, localPort: event.localPort}),
						],
					};
		case 'tunnel-removed':
			return {...session, tunnels: session.tunnels.filter(({name}) => name !== event.tunnel)};
		case 'listening':
			return withTunnel(session, event.tunnel, tunnel => ({
				...tunnel,
				localPort: event.localPort,
				state: tunnel.state === 'shut' ? 'waiting' : tunnel.state,
			}));
		case 'measured':
			return withTunnel(session, event.tunnel, tunnel => ({...tunnel, way: event.way, trials: event.trials}));
		case 'answered':
			return withTunnel(session, event.tunnel, tunnel => ({...tunnel, state: shutOr(tunnel, 'open'), lastError: null}));
		case 'faltered':
			return withTunnel(session, event.tunnel, tunnel => ({
				...tunnel,
				state: tunnel.state === 'open' ? 'mending' : tunnel.state,
				lastError: event.said,
			}));
		case 'link-lost':
			return {
				...session,
				linkDown: {since: session.linkDown?.since ?? event.at, retryAt: event.retryAt, fault: event.fault},
				needsUser: event.needsUser,
				tunnels: session.tunnels.map(tunnel => (tunnel.state === 'open' ? {...tunnel, state: 'mending'} : tunnel)),
			};
		case 'link-restored':
			return {...session, linkDown: null, needsUser: null};
		case 'planned':
			return planned(session, event.plan);
		case 'stop-requested':
			return {...session, stopRequestedAt: session.stopRequestedAt ?? event.at};
		case 'stop-failed':
			return {...session, stopRequestedAt: null};
		case 'moved':
			return moveIn(session, event);
		case 'retired':
			return retire(session, event);
		case 'warned':
			return {
				...session,
				warnings: [
					...session.warnings.filter(warning => warning.code !== event.code),
					{code: event.code, message: event.message, at: event.at},
				].slice(-WARNINGS_KEPT),
			};
		case 'ended':
			return {
				...session,
				end: {outcome: event.outcome, at: event.at, note: event.note},
				linkDown: null,
				needsUser: null,
				tunnels: session.tunnels.map(tunnel => ({...tunnel, state: 'shut'})),
			};
	}
}

const NO_JOB: Job = {
	scheduler: null,
	id: null,
	phase: null,
	nativeState: null,
	reason: null,
	reasonText: null,
	estimatedStart: null,
	nodes: [],
	submittedAt: null,
	startedAt: null,
	endsAt: null,
	walltime: null,
	exitCode: null,
	queue: null,
};

function reported(session: Session, event: EventOf<'reported'>): Session {
	const {report} = event;
	const job = jobFrom(session.job, report);
	const sight: Sight = {state: 'fresh', at: event.at};
	// Back in the queue after it ran: requeued or preempted. The old node says nothing about the next one. A job that the
	// scheduler never called running has only just started: its record was quicker than an answer that was on its way.
	const ran = session.job.phase !== null && !isWaiting(session.job.phase);
	return (isWaiting(report.phase) && ran && session.node !== null) || runsAnew(session, report)
		? {...session, job, sight, node: null, exit: null, tunnels: session.tunnels.map(forgetWay)}
		: {...session, job, sight};
}

function isWaiting(phase: JobPhase): boolean {
	return phase === 'queued' || phase === 'held';
}

function jobFrom(job: Job, report: JobReport): Job {
	return {
		scheduler: job.scheduler,
		id: report.id,
		phase: report.phase,
		nativeState: report.nativeState,
		reason: report.reason,
		reasonText: report.reasonText,
		estimatedStart: report.estimatedStart,
		nodes: report.nodes.length > 0 ? report.nodes : isWaiting(report.phase) ? [] : job.nodes,
		submittedAt: report.submittedAt ?? job.submittedAt,
		startedAt: report.startedAt,
		endsAt: report.endsAt,
		walltime: report.walltime ?? job.walltime,
		exitCode: report.exitCode ?? job.exitCode,
		queue: report.queue ?? job.queue,
	};
}

function lostSight(sight: Sight, event: EventOf<'unseen'>): Sight {
	const at = 'at' in sight ? sight.at : null;
	if (event.why === 'no-answer') {
		return {state: 'stale', at, why: event.said};
	}

	return sight.state === 'vanished'
		? {...sight, times: sight.times + 1}
		: {state: 'vanished', at, since: event.at, times: 1};
}

/** Sessions share what an event did not touch, so that this compares little. */
function isSame(session: Session, next: Session): boolean {
	const keys = Object.keys(next) as (keyof Session)[];
	return keys.every(key => session[key] === next[key] || JSON.stringify(session[key]) === JSON.stringify(next[key]));
}
