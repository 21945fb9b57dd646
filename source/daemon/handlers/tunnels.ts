import {Fault} from '../../core/fault.js';
import type {Session, Tunnel} from '../../core/session.js';
import {nameOfFar} from '../../core/tunnel-far.js';
import {ensureFree} from '../listener.js';
import type {Handlers} from '../server.js';
import {until} from '../until.js';
import type {HandlerContext} from './context.js';

/** The listener is bound at once; who asked is told its port. */
const LISTENING_MS = 5000;

/** Calls that add tunnels to a session and take them away. */
export function tunnelHandlers(context: HandlerContext): Pick<Handlers, 'tunnel.add' | 'tunnel.remove'> {
	const {store, toDocument} = context;
	return {
		async 'tunnel.add'({session, far, localPort}, _connection, signal) {
			const found = liveSession(session, context);
			const name = nameOfFar(far);
			refuseTwin(found, name);
			if (localPort !== null) {
				await ensureFree(localPort, context.isReserved);
			}

			store.record(found.id, {type: 'tunnel-added', tunnel: name, far, localPort});
			const patience = AbortSignal.any([signal, AbortSignal.timeout(LISTENING_MS)]);
			// Before the job is submitted nothing listens yet: the tunnel comes with the others.
			await until(store, found.id, current => isSettled(current, name), patience).catch(() => undefined);
			return toDocument(store.get(found.id) ?? found);
		},
		async 'tunnel.remove'({session, tunnel}) {
			const found = liveSession(session, context);
			const {name} = addedTunnel(found, tunnel);
			store.record(found.id, {type: 'tunnel-removed', tunnel: name});
			return toDocument(store.get(found.id) ?? found);
		},
	};
}

function liveSession(reference: string, {store}: HandlerContext): Session {
	const session = store.find(reference);
	if (session.end !== null) {
		throw new Fault('ended', `session ${session.name} is over: it has no tunnels any more`, {
			hint: `see: hpctui show ${session.name}`,
		});
	}

	return session;
}

function refuseTwin(session: Session, name: string): void {
	const twin = session.tunnels.find(tunnel => tunnel.name === name);
	if (twin !== undefined) {
		const where = twin.localPort === null ? '' : `, on local port ${twin.localPort}`;
		throw new Fault('usage', `session ${session.name} has a tunnel ${name} already${where}`, {
			hint: `take it away first: hpctui tunnel rm ${session.name} ${name}`,
		});
	}
}

function isSettled(session: Session, name: string): boolean {
	const tunnel = session.tunnels.find(each => each.name === name);
	return session.end !== null || session.submitting !== 'answered' || tunnel === undefined || tunnel.state !== 'shut';
}

/** The app's own tunnels belong to the session. */
function addedTunnel(session: Session, name: string): Tunnel {
	const tunnel = session.tunnels.find(each => each.name === name);
	if (tunnel === undefined) {
		const added = session.tunnels.filter(({far}) => far.type !== 'app').map(each => each.name);
		throw new Fault('usage', `session ${session.name} has no tunnel ${JSON.stringify(name)}`, {
			hint: added.length === 0 ? 'none was added to it' : `there are: ${added.join(', ')}`,
		});
	}

	if (tunnel.far.type === 'app') {
		throw new Fault('usage', `the tunnel ${name} belongs to the app of session ${session.name}`, {
			hint: `it goes with the session: hpctui stop ${session.name}`,
		});
	}

	return tunnel;
}
