import type {Session, Tunnel} from './session.js';
import {portOfFar, type TunnelFar} from './tunnel-far.js';

/** What was known of a job's far end says nothing about the next job. */
export function forgetWay(tunnel: Tunnel): Tunnel {
	return {
		...tunnel,
		remotePort: portOfFar(tunnel.far),
		isSecure: false,
		fingerprint: null,
		way: null,
		trials: [],
		state: shutOr(tunnel, 'waiting'),
	};
}

/** A tunnel whose job has not told anything yet. */
export function newTunnel(name: string, far: TunnelFar, wish: Pick<Tunnel, 'isRequired' | 'localPort'>): Tunnel {
	const {isRequired, localPort} = wish;
	return {
		name,
		far,
		isRequired,
		localPort,
		remotePort: portOfFar(far),
		isSecure: false,
		fingerprint: null,
		way: null,
		state: 'shut',
		lastError: null,
		trials: [],
	};
}

/** The job is over or out of sight: nothing answers at the far end. */
export function idle(tunnel: Tunnel): Tunnel {
	return {...tunnel, state: shutOr(tunnel, 'waiting')};
}

/** The state, unless nobody listens here any more. */
export function shutOr(tunnel: Tunnel, state: Tunnel['state']): Tunnel['state'] {
	return tunnel.state === 'shut' ? 'shut' : state;
}

/** The session with one of its tunnels changed. */
export function withTunnel(session: Session, name: string, change: (tunnel: Tunnel) => Tunnel): Session {
	return {
		...session,
		tunnels: session.tunnels.map(tunnel => (tunnel.name === name ? change(tunnel) : tunnel)),
	};
}
