import type {Socket} from 'node:net';
import {portOf} from '../core/app-ports.js';
import type {Clock} from '../core/clock.js';
import {Fault} from '../core/fault.js';
import type {ByteStream, Endpoint} from '../core/link.js';
import {readPageRequest, waitingAnswer} from '../core/waiting-page.js';
import {leadTo, type WayPlan} from '../core/way.js';
import type {Door} from './door.js';
import type {Registry} from './registry.js';
import type {Site} from './site.js';
import {hearSocks} from './socks.js';
import type {SessionStore} from './store.js';

/** A connection that arrives while the way is down waits this long for it. */
const PATIENCE_MS = 8000;
/** So often one connection is opened anew because the way broke under it. */
const DIALS = 3;

export type DiallerOptions = {
	readonly id: string;
	readonly store: SessionStore;
	readonly site: Site;
	readonly registry: Registry;
	readonly clock: Clock;
	readonly doorOf: (tunnel: string) => Door;
	/** Ends with the care for the session. */
	readonly life: AbortSignal;
};

/** Opens the far ends of a session's tunnels for those who come to the local ones. */
export type Dialler = {
	/** The far end for one connection. Rejects when there is none within a while, or when the near one is gone. */
	dial(tunnel: string, connection: AbortSignal, near: Socket): Promise<ByteStream>;
	/** A connection that failed on a way that was good: it is looked at anew, unless the whole link is what failed. */
	complain(tunnel: string, fault: Fault): void;
	/** What a client is told that came in vain; null: nothing that it would understand. */
	excuse(tunnel: string, said: string): string | null;
};

/** Makes the dialler of one session. */
export function createDialler(options: DiallerOptions): Dialler {
	const {id, store, site, registry, clock, doorOf, life} = options;
	return {complain, dial, excuse};

	async function dial(name: string, connection: AbortSignal, near: Socket): Promise<ByteStream> {
		const tunnel = store.get(id)?.tunnels.find(each => each.name === name);
		return tunnel?.far.type === 'socks' ? dialSocks(name, connection, near) : dialFar(name, connection, null);
	}

	/** Where a client of the SOCKS port wants to go, and that it cannot, is between the two: the tunnel is as good as before. */
	async function dialSocks(name: string, connection: AbortSignal, near: Socket): Promise<ByteStream> {
		const demand = await hearSocks(near, connection);
		try {
			const far = await dialFar(name, connection, {host: demand.host, port: demand.port});
			demand.accept();
			return far;
		} catch (error) {
			demand.refuse(error);
			const fault = Fault.from(error);
			throw fault.kind === 'auth' ? fault : new Fault('cancelled', fault.message, {cause: fault});
		}
	}

	async function dialFar(name: string, connection: AbortSignal, place: Endpoint | null): Promise<ByteStream> {
		const signal = AbortSignal.any([connection, life, AbortSignal.timeout(PATIENCE_MS)]);
		for (let dials = 1; ; dials++) {
			const plan = await untilWay(name, signal);
			try {
				return await site.dial(place === null ? plan : leadTo(plan, place), signal);
			} catch (error) {
				const hasWayBroken = site.link.current === undefined;
				if (!hasWayBroken || dials === DIALS || signal.aborted) {
					throw error;
				}
			}
		}
	}

	function untilWay(name: string, signal: AbortSignal): Promise<WayPlan> {
		const wayNow = (): WayPlan | null => {
			const session = store.get(id);
			return session?.linkDown === null && site.link.current !== undefined
				? (session.tunnels.find(tunnel => tunnel.name === name)?.way?.plan ?? null)
				: null;
		};
		const now = wayNow();
		if (now !== null) {
			return Promise.resolve(now);
		}

		const {promise, resolve, reject} = Promise.withResolvers<WayPlan>();
		const stop = store.listen(change => {
			const plan = change.id === id ? wayNow() : null;
			if (plan !== null) {
				resolve(plan);
			}
		});
		const leave = doorOf(name).knock();
		const giveUp = () => reject(new Fault('timeout', 'the way to the node is not open'));
		signal.addEventListener('abort', giveUp, {once: true});
		return promise.finally(() => {
			leave();
			stop();
			signal.removeEventListener('abort', giveUp);
		});
	}

	function complain(name: string, fault: Fault): void {
		const session = store.get(id);
		const tunnel = session?.tunnels.find(each => each.name === name);
		if (session?.linkDown !== null || tunnel?.state !== 'open') {
			return;
		}

		const said = fault.facts['said'];
		store.record(id, {
			type: 'faltered',
			tunnel: name,
			said: typeof said === 'string' && said !== '' ? said : fault.message,
		});
	}

	function excuse(name: string, said: string): string | null {
		const session = store.get(id);
		const app = registry.apps.get(session?.request.app ?? '');
		const port = app && session ? portOf(app, session.request.settings, name) : undefined;
		const request = port?.kind === 'http' ? readPageRequest(said) : null;
		return session === undefined || request === null ? null : waitingAnswer(request, session, clock.now());
	}
}
