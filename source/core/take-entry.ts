import type {Instant} from './clock.js';
import {counted, replaced} from './counted.js';
import {fingerprintOf} from './fingerprint.js';
import type {ExitedEntry, RecordEntry} from './record.js';
import type {ExitRecord, Session, SessionEvent} from './session.js';
import {portOfFar} from './tunnel-far.js';
import {forgetWay, idle, shutOr, withTunnel} from './tunnels.js';

/** The session after a line of its job's record. */
export function takeEntry(session: Session, {entry, at}: Extract<SessionEvent, {type: 'recorded'}>): Session {
	switch (entry.type) {
		case 'started':
			return {
				...session,
				node: entry.node,
				exit: null,
				setupFailure: null,
				trouble: null,
				progress: [],
				parts: [],
				tunnels: session.tunnels.map(tunnel => ({
					...forgetWay(tunnel),
					remotePort: tunnel.far.type === 'app' ? (entry.ports[tunnel.name] ?? null) : portOfFar(tunnel.far),
				})),
			};
		case 'serving':
			return withTunnel(session, entry.port, tunnel =>
				tunnel.remotePort === entry.number
					? tunnel
					: {...tunnel, remotePort: entry.number, way: null, state: shutOr(tunnel, 'waiting')},
			);
		case 'evidence':
			return evidenced(session, entry);
		case 'setup-failed':
			return {...session, setupFailure: {line: entry.line, code: entry.code}};
		case 'could-not-run':
			return {...session, trouble: {said: entry.said, hint: entry.hint}};
		case 'signalled':
			return session;
		case 'progress':
			return {...session, progress: counted(session.progress, entry)};
		case 'part': {
			const {type: _, ...part} = entry;
			return {...session, parts: replaced(session.parts, part)};
		}
		case 'obeyed':
			return {...session, obeyed: {order: entry.order, code: entry.code, said: entry.said}};
		case 'exited':
			return {
				...session,
				exit: exitOf(entry, at),
				tunnels: session.tunnels.map(idle),
			};
	}
}

/** What the app says of the way in: what is no secret is the tunnel's. */
function evidenced(session: Session, {port, values}: Extract<RecordEntry, {type: 'evidence'}>): Session {
	const {isSecure, fingerprint, ...others} = values;
	return withTunnel({...session, secrets: {...session.secrets, ...others}}, port, tunnel => ({
		...tunnel,
		isSecure: isSecure === undefined ? tunnel.isSecure : isSecure === 'true',
		fingerprint: fingerprint === undefined ? tunnel.fingerprint : fingerprintOf(fingerprint),
	}));
}

function exitOf({code, signal, signalled, said, at: endedAt}: ExitedEntry, at: Instant): ExitRecord {
	return {code, signal, signalled, said, endedAt, at};
}
