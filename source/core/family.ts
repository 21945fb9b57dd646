import type {Instant} from './clock.js';
import {Fault} from './fault.js';
import type {Resources} from './job.js';
import {tagFor} from './request.js';
import type {Parentage, PortIntent, Request, Session, SessionEvent} from './session.js';

/**
 * A session means one scheduler job. Where a session of a person needs another one (a successor, engines, workers), that job is
 * a session too, with a parent: it is submitted, recorded, watched and judged like any other. It is shown inside its parent
 * and ends with it.
 */
export type ChildWish = Omit<Parentage, 'session'> & {
	/** What it asks for beside what its parent asked for. */
	readonly request?: Partial<Omit<Request, 'cluster' | 'resources'>>;
	readonly resources?: Partial<Resources>;
	readonly secrets: Readonly<Record<string, string>>;
	/** Ports to reach from here. A child that nobody talks to from here has none. */
	readonly ports: readonly PortIntent[];
};

type Intent = Omit<Extract<SessionEvent, {type: 'intended'}>, 'at'>;

/** The intent of a child. Its name holds a `/`, which no person's name does. Throws `usage` for a name that is no word. */
export function childIntent(parent: Session, wish: ChildWish, id: string): Intent {
	const {role, name, overlapSeconds, hub, secrets, ports} = wish;
	if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
		throw new Fault('usage', `${JSON.stringify(name)} cannot be the name of a part`);
	}

	return {
		type: 'intended',
		id,
		name: `${parent.name}/${name}`,
		tag: tagFor(id),
		parent: {
			session: parent.id,
			role,
			name,
			...(overlapSeconds === undefined ? {} : {overlapSeconds}),
			...(hub === undefined ? {} : {hub}),
		},
		request: {
			...parent.request,
			...wish.request,
			resources: {...parent.request.resources, ...wish.resources},
		},
		secrets,
		ports,
	};
}

/** The sessions that belong to this one, the oldest first. */
export function childrenOf(sessions: readonly Session[], id: string): readonly Session[] {
	return sessions
		.filter(session => session.parent?.session === id)
		.toSorted((one, other) => one.createdAt - other.createdAt);
}

/** The child that is to take over, or did not come to it. */
export function successorOf(sessions: readonly Session[], id: string): Session | undefined {
	return childrenOf(sessions, id).findLast(({parent}) => parent?.role === 'successor');
}

/**
 * The session that a person knows this one by: its parent, or itself. A child whose parent is not known (any more) stands for
 * itself, so that no job is ever out of sight.
 */
export function headOf(session: Session, get: (id: string) => Session | undefined): Session {
	return (session.parent === null ? undefined : get(session.parent.session)) ?? session;
}

/** Whether a child's job has no more reason to be: its parent is over or stops, or a successor took over and its time is up. */
export function isLeftOver(child: Session, parent: Session | undefined, now: Instant): boolean {
	if (parent === undefined || child.end !== null) {
		return false;
	}

	return parent.end !== null || parent.stopRequestedAt !== null || (child.stopAt !== null && child.stopAt <= now);
}

/** The parts that belong to a session's present job: those of an old one end with it. */
export function partsOf(sessions: readonly Session[], {id, folder}: Session): readonly Session[] {
	return childrenOf(sessions, id).filter(({parent}) => parent?.role === 'part' && parent.hub === (folder ?? undefined));
}
