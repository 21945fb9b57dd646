import type {AppDriver} from '../core/app.js';
import {urlOf} from '../core/app-answer.js';
import {portOf} from '../core/app-ports.js';
import {LOCAL_HOST, toDocument} from '../core/document.js';
import {childrenOf} from '../core/family.js';
import type {Session, SessionWarning, Tunnel} from '../core/session.js';
import {DISK_FULL, type SessionDocument} from '../core/session-document.js';
import {type DiskTrouble, wordsFor} from './backlog.js';
import type {Desks} from './desks.js';
import type {Registry} from './registry.js';
import type {SessionStore} from './store.js';

/** What a document is made of beside its session. */
export type DocumentSources = {
	readonly store: SessionStore;
	readonly desks: Desks;
	readonly registry: Registry;
	readonly logSizes: ReadonlyMap<string, number>;
};

/** A session with its counters and its children, as clients see it. */
export function documentFor(session: Session, {store, desks, registry, logSizes}: DocumentSources): SessionDocument {
	const attendant = desks.peek(session.request.cluster)?.attendantOf(session.id);
	const app = registry.apps.get(session.request.app);
	const logBytesOf = (id: string) => logSizes.get(id) ?? 0;
	const live = {
		logBytes: logBytesOf(session.id),
		warnings: store.trouble === null ? [] : [warningOf(store.trouble)],
		bytesOf: (tunnel: string) => attendant?.bytesOf(tunnel) ?? {in: 0, out: 0},
		urlOf: (tunnel: Tunnel, localPort: number) => (app === undefined ? null : urlFor(app, session, tunnel, localPort)),
	};
	const children = childrenOf(store.all(), session.id);
	return toDocument(
		session,
		live,
		children.map(child => ({session: child, logBytes: logBytesOf(child.id)})),
	);
}

function warningOf(trouble: DiskTrouble): SessionWarning {
	return {code: DISK_FULL, message: wordsFor(trouble), at: trouble.since};
}

function urlFor(app: AppDriver, {request, secrets}: Session, tunnel: Tunnel, port: number): string | null {
	const spec = portOf(app, request.settings, tunnel.name);
	const isSecure = tunnel.isSecure || spec?.kind === 'https';
	const values = {...request.settings, ...secrets};
	return spec === undefined ? null : urlOf(spec, {...placeOf(tunnel, port), isSecure}, values);
}

/** The local end; without a tunnel the node's own address. */
function placeOf({way}: Tunnel, localPort: number): {readonly host: string; readonly port: number} {
	const plan = way?.plan;
	return plan?.via === 'none' && 'port' in plan
		? {host: plan.host, port: plan.port}
		: {host: LOCAL_HOST, port: localPort};
}
