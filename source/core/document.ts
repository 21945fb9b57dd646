import {isoOf} from './clock.js';
import type {Job, Session, Tunnel} from './session.js';
import type {JobDocument, SessionDocument, TunnelDocument} from './session-document.js';
import {noteOf, stateOf} from './state.js';

/** What flows and changes too often for the journal. */
export type Live = {
	readonly logBytes: number;
	bytesOf(tunnel: string): {readonly in: number; readonly out: number};
	/** The path and query of a port's URL, secrets and all; null: it has none. */
	urlPathOf(tunnel: string): string | null;
};

/** Local listeners are bound to this literal address: `localhost` may be ::1, where nothing listens. */
export const LOCAL_HOST = '127.0.0.1';

/** A session as contract.md's JSON has it. */
export function toDocument(session: Session, live: Live): SessionDocument {
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
		note: noteOf(session),
		needsUser: session.needsUser,
		job: jobDocument(session.job, session),
		tunnels,
		url: tunnels.find(tunnel => tunnel.url !== null)?.url ?? null,
		log: {path: session.folder === null ? null : `${session.folder}/output`, bytes: live.logBytes},
		warnings: session.warnings.map(warning => ({...warning, at: isoOf(warning.at)})),
	};
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
	const path = hasAnswered ? live.urlPathOf(tunnel.name) : null;
	return {
		name: tunnel.name,
		localHost: LOCAL_HOST,
		localPort: tunnel.localPort,
		remoteHost: tunnel.way?.plan.host ?? null,
		remotePort: tunnel.remotePort,
		address: tunnel.way?.address ?? null,
		route: tunnel.way?.route ?? null,
		hops: tunnel.way?.hops ?? [],
		state: tunnel.state,
		required: tunnel.isRequired,
		url: path === null || tunnel.localPort === null ? null : `http://${LOCAL_HOST}:${tunnel.localPort}${path}`,
		bytesIn: bytes.in,
		bytesOut: bytes.out,
		lastError: tunnel.lastError,
		tried: tunnel.trials,
	};
}
