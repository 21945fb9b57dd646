import {isoOf} from './clock.js';
import {noteWithParts} from './parts-note.js';
import type {PartReport} from './record.js';
import type {Job, Parentage, Session, SessionWarning, Tunnel} from './session.js';
import type {ChildDocument, JobDocument, PartDocument, SessionDocument, TunnelDocument} from './session-document.js';
import {noteOf, progressOf, stateOf} from './state.js';

/** What flows and changes too often for the journal. */
export type Live = {
	readonly logBytes: number;
	bytesOf(tunnel: string): {readonly in: number; readonly out: number};
	/** What is wrong with this machine, and so with every session of it. */
	readonly warnings?: readonly SessionWarning[];
	/** The URL of a port at its local end, secrets and all; null: it has none. */
	urlOf(tunnel: Tunnel, localPort: number): string | null;
};

/** Local listeners are bound to this literal address: `localhost` may be ::1, where nothing listens. */
export const LOCAL_HOST = '127.0.0.1';

/** A session that belongs to the one that is shown, and how long its log is. */
export type Child = {readonly session: Session; readonly logBytes: number};

/** A session as `show --json` prints it. `children`: the sessions that belong to it, the oldest first. */
export function toDocument(session: Session, live: Live, children: readonly Child[] = []): SessionDocument {
	const tunnels = session.tunnels.map(tunnel => tunnelDocument(tunnel, live));
	return {
		id: session.id,
		name: session.name,
		cluster: session.request.cluster,
		app: session.request.app,
		state: stateOf(session),
		outcome: session.end?.outcome ?? null,
		createdAt: isoOf(session.createdAt),
		endedAt: isoOf(session.end?.at ?? null),
		retryAt: isoOf(session.linkDown?.retryAt ?? null),
		lastSeenAt: isoOf('at' in session.sight ? session.sight.at : null),
		sight: session.sight.state,
		note: noteWithParts(
			session,
			children.flatMap(child => (isOwnPart(session, child.session) ? [child.session] : [])),
		),
		needsUser: session.needsUser,
		job: jobDocument(session.job, session),
		tunnels,
		url: tunnels.find(tunnel => tunnel.url !== null)?.url ?? null,
		log: logOf(session, live.logBytes),
		warnings: [...session.warnings, ...(live.warnings ?? [])].map(warning => ({...warning, at: isoOf(warning.at)})),
		successor: documentsOf('successor', children).at(-1) ?? null,
		predecessor: documentsOf('predecessor', children).at(-1) ?? null,
		renewals: session.renewals,
		autoRenew: session.autoRenew,
		parts: partsOf(session, children),
		progress: progressOf(session),
	};
}

/** A part of the job that the session has now, not of one that it was renewed from. */
function isOwnPart(session: Session, {parent}: Session): boolean {
	return parent?.role === 'part' && (parent.hub === undefined || parent.hub === session.folder);
}

/** Jobs that left as they were told to are history, and not shown. */
function partsOf(session: Session, children: readonly Child[]): readonly PartDocument[] {
	const wanted = new Set(session.plan?.jobs?.flatMap(({name, count}) => (count > 0 ? [name] : [])));
	const further = children.flatMap(child => {
		const {end, parts} = child.session;
		const name = child.session.parent?.name ?? child.session.name;
		const isShown =
			isOwnPart(session, child.session) && (end === null || end.outcome !== 'completed' || wanted.has(name));
		const report = parts.find(part => part.name === name);
		return isShown
			? [
					{
						...childDocument(child.session, name, child.logBytes),
						nodes: child.session.job.nodes,
						have: report?.have ?? null,
						want: report?.want ?? null,
					},
				]
			: [];
	});
	return [...session.parts.map(part => insideDocument(part, session)), ...further];
}

/** A part that the session's own job keeps. Once that is over, so is the part. */
function insideDocument(part: PartReport, session: Session): PartDocument {
	const isOver = part.state === 'ended' || session.end !== null;
	return {
		id: null,
		name: part.name,
		state: isOver ? 'ended' : part.state === 'running' ? 'ready' : 'starting',
		outcome: !isOver ? null : part.code === null || part.code === 0 || session.end !== null ? 'completed' : 'failed',
		note: part.said,
		job: null,
		nodes: part.node === null ? [] : [part.node],
		have: part.have,
		want: part.want,
		log: {path: session.folder === null ? null : `${session.folder}/${part.log}`, bytes: 0},
	};
}

function documentsOf(role: Parentage['role'], children: readonly Child[]): readonly ChildDocument[] {
	return children.flatMap(({session, logBytes}) =>
		session.parent?.role === role ? [childDocument(session, session.parent.name, logBytes)] : [],
	);
}

function childDocument(session: Session, name: string, logBytes: number): ChildDocument {
	return {
		id: session.id,
		name,
		state: stateOf(session),
		outcome: session.end?.outcome ?? null,
		note: noteOf(session),
		job: jobDocument(session.job, session),
		log: logOf(session, logBytes),
	};
}

function logOf({folder, adopted}: Session, bytes: number): SessionDocument['log'] {
	return {path: folder === null ? (adopted?.logPath ?? null) : `${folder}/output`, bytes};
}

function jobDocument(job: Job, session: Session): JobDocument {
	const wanted = session.request.resources.walltime;
	const walltime = job.walltime ?? wanted;
	return {
		scheduler: job.scheduler,
		id: job.id,
		state: job.nativeState,
		reason: job.reason,
		reasonText: job.reasonText,
		estimatedStart: isoOf(job.estimatedStart),
		nodes: job.nodes.length === 0 && session.node !== null ? [session.node.host] : job.nodes,
		submittedAt: isoOf(job.submittedAt),
		startedAt: isoOf(job.startedAt),
		endsAt: isoOf(job.endsAt),
		walltimeSeconds: typeof walltime === 'number' ? walltime : null,
		unlimited: walltime === 'unlimited',
		exitCode: job.exitCode ?? session.exit?.code ?? null,
		queue: job.queue ?? session.request.resources.queue,
	};
}

function tunnelDocument(tunnel: Tunnel, live: Live): TunnelDocument {
	const bytes = live.bytesOf(tunnel.name);
	// Before it answered for the first time nobody knows whether this URL leads anywhere.
	const hasAnswered = tunnel.state === 'open' || tunnel.state === 'mending';
	const plan = tunnel.way?.plan ?? null;
	return {
		name: tunnel.name,
		kind: tunnel.far.type,
		localHost: LOCAL_HOST,
		localPort: tunnel.localPort,
		remoteHost: plan !== null && 'host' in plan ? plan.host : tunnel.far.type === 'host' ? tunnel.far.host : null,
		remotePort: tunnel.remotePort,
		remotePath: tunnel.far.type === 'unix' ? tunnel.far.path : null,
		address: tunnel.way?.address ?? null,
		route: tunnel.way?.route ?? null,
		hops: tunnel.way?.hops ?? [],
		state: tunnel.state,
		required: tunnel.isRequired,
		url:
			hasAnswered && tunnel.far.type === 'app' && tunnel.localPort !== null
				? live.urlOf(tunnel, tunnel.localPort)
				: null,
		fingerprint: tunnel.fingerprint,
		bytesIn: bytes.in,
		bytesOut: bytes.out,
		lastError: tunnel.lastError,
		tried: tunnel.trials,
	};
}
