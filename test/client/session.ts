import type {JobDocument, SessionDocument, TunnelDocument} from '../../source/core/session-document.js';

/** A job that runs, with what matters to a test changed. */
export function jobWith(some: Partial<JobDocument> = {}): JobDocument {
	return {
		scheduler: 'slurm',
		id: '4242',
		state: 'RUNNING',
		reason: null,
		reasonText: null,
		estimatedStart: null,
		nodes: ['iris-013'],
		submittedAt: '2026-11-20T09:00:00Z',
		startedAt: '2026-11-20T09:00:10Z',
		endsAt: '2026-11-20T13:00:10Z',
		walltimeSeconds: 14_400,
		unlimited: false,
		exitCode: null,
		queue: 'batch',
		...some,
	};
}

/** An open tunnel, with what matters to a test changed. */
export function tunnelWith(some: Partial<TunnelDocument> = {}): TunnelDocument {
	return {
		name: 'notebook',
		kind: 'app',
		remotePath: null,
		localHost: '127.0.0.1',
		localPort: 8888,
		remoteHost: '172.17.6.55',
		remotePort: 8888,
		address: 'infiniband',
		route: 'forward',
		hops: ['gateway', 'login'],
		state: 'open',
		required: true,
		fingerprint: null,
		url: 'http://127.0.0.1:8888/?token=abc',
		bytesIn: 10,
		bytesOut: 20,
		lastError: null,
		tried: [],
		...some,
	};
}

/** A session as the daemon tells it, with what matters to a test changed. */
export function sessionWith(some: Partial<SessionDocument> = {}): SessionDocument {
	return {
		id: '01JD3ZQK8W',
		name: 'analysis',
		cluster: 'iris',
		app: 'jupyter',
		state: 'ready',
		outcome: null,
		createdAt: '2026-11-20T09:00:00Z',
		endedAt: null,
		retryAt: null,
		lastSeenAt: '2026-11-20T09:01:00Z',
		sight: 'fresh',
		note: null,
		needsUser: null,
		job: jobWith(),
		tunnels: [tunnelWith()],
		url: 'http://127.0.0.1:8888/?token=abc',
		log: {path: '/home/u/.hpctui/01JD/output', bytes: 12_345},
		warnings: [],
		successor: null,
		predecessor: null,
		renewals: 0,
		autoRenew: null,
		parts: [],
		progress: [],
		...some,
	};
}
