import type {SessionOutcome} from './job.js';
import type {Holding, Session, SessionEvent, Tunnel} from './session.js';
import {stateOf} from './state.js';
import {portOfFar} from './tunnel-far.js';

type EventOf<Type extends SessionEvent['type']> = Extract<SessionEvent, {type: Type}>;

/**
 * How a successor takes over. One event of the session's own journal, `moved`, holds the whole job of the successor: whatever
 * happens after it is on disk, the session has the new job, and remembers the old one as `retired`. Then the successor's
 * journal takes the old job (`retired`), as a predecessor that is stopped like any child. A daemon that was killed between
 * the two finds the session's `retired` and the child that does not hold it yet.
 */
export function moveIn(session: Session, {by, holding, at}: EventOf<'moved'>): Session {
	const {tunnels, ...job} = holding;
	return {
		...session,
		...job,
		tunnels: session.tunnels.map(tunnel => redirect(tunnel, tunnels)),
		warnings: session.warnings.filter(({code}) => !OF_THE_OLD_JOB.test(code)),
		renewals: session.renewals + 1,
		retired: {by, holding: holdingOf(session), at},
	};
}

/** The child after it took the old job: nobody talks to that through it. */
export function retire(child: Session, {holding: {tunnels: _, ...job}, stopAt}: EventOf<'retired'>): Session {
	const parent = child.parent === null ? null : {...child.parent, role: 'predecessor' as const};
	return {...child, ...job, parent, stopAt, tunnels: [], warnings: []};
}

/** The job of a session, with all that belongs to it. */
export function holdingOf(session: Session): Holding {
	const {
		id: _id,
		name: _name,
		parent: _parent,
		requestKey: _requestKey,
		createdAt: _createdAt,
		linkDown: _linkDown,
		needsUser: _needsUser,
		end: _end,
		warnings: _warnings,
		autoRenew: _autoRenew,
		renewals: _renewals,
		retired: _retired,
		plan: _plan,
		stopAt: _stopAt,
		...holding
	} = session;
	return holding;
}

/** The old job that a child still has to take; null: there is none, or it has it. */
export function unsettled(session: Session, child: Session): EventOf<'moved'>['holding'] | null {
	const {retired} = session;
	return retired?.by === child.id && child.parent?.role === 'successor' ? retired.holding : null;
}

/** Whether a successor may take over from a job that runs. */
export function isReadyToTakeOver(successor: Session): boolean {
	return successor.parent?.role === 'successor' && stateOf(successor) === 'ready';
}

/**
 * Whether the session goes on with its successor when its own job is over in this way. Nobody wanted it to end; an app that
 * completed, and a job that was cancelled, were ended by somebody.
 */
export function livesOn({stopRequestedAt}: Session, outcome: SessionOutcome): boolean {
	switch (outcome) {
		case 'timeout':
		case 'preempted':
		case 'node-failure':
		case 'failed':
		case 'lost':
			return stopRequestedAt === null;
		case 'completed':
		case 'cancelled':
			return false;
	}
}

/** What was said of the end of the old job, and of the way to the new one. */
const OF_THE_OLD_JOB = /^(?:walltime|renewal)-/;

/** The local end stays; the far end is the new job's. A tunnel that the successor does not have is looked for anew. */
function redirect(tunnel: Tunnel, others: readonly Tunnel[]): Tunnel {
	const other = others.find(({name}) => name === tunnel.name);
	return {
		...tunnel,
		remotePort: other?.remotePort ?? portOfFar(tunnel.far),
		way: other?.way ?? null,
		trials: other?.trials ?? [],
		lastError: null,
		state: tunnel.state === 'shut' ? 'shut' : other?.state === 'open' ? 'open' : 'waiting',
	};
}
