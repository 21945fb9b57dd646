import type {Cluster} from '../../source/core/cluster.js';
import type {JobReport, Resources} from '../../source/core/job.js';
import type {RecordEntry} from '../../source/core/record.js';
import {begin, reduce} from '../../source/core/reduce.js';
import type {Request, Session, SessionEvent, Way} from '../../source/core/session.js';
import type {NewSession} from '../../source/core/session-document.js';
import {holdingOf} from '../../source/core/succession.js';
import type {Trial} from '../../source/core/way.js';

/** 2026-11-20T09:00:00Z, when every sample begins. */
export const NINE = Date.UTC(2026, 10, 20, 9);

/** A cluster of which nothing is said but its name and host, with what matters to a test changed. */
export function plainCluster(some: Partial<Cluster> = {}): Cluster {
	return {
		name: 'iris',
		host: 'login',
		user: null,
		port: null,
		hops: [],
		identity: null,
		sshConfig: null,
		scheduler: 'auto',
		transport: 'auto',
		address: 'auto',
		route: 'auto',
		defaults: {},
		...some,
	};
}

/** A wish that leaves everything to the cluster's defaults, with what matters to a test changed. */
export function newSession(some: Partial<NewSession> = {}): NewSession {
	return {
		app: 'jupyter',
		cluster: 'iris',
		name: null,
		walltime: null,
		queue: null,
		account: null,
		nodes: null,
		cpus: null,
		memoryBytes: null,
		gpus: null,
		workdir: null,
		address: null,
		route: null,
		localPort: null,
		autoRenew: null,
		settings: {},
		schedulerArgs: [],
		...some,
	};
}

/** An event of any type, without its time. */
export type Untimed<Event = SessionEvent> = Event extends SessionEvent ? Omit<Event, 'at'> : never;

/** Everything is left to the site. */
export const NOTHING: Resources = {
	walltime: null,
	queue: null,
	account: null,
	nodes: null,
	cpus: null,
	memoryBytes: null,
	gpus: null,
	schedulerArgs: [],
};

const resources: Resources = {...NOTHING, walltime: 14_400, queue: 'batch', nodes: 1, cpus: 4};

export const request: Request = {
	app: 'jupyter',
	cluster: 'iris',
	resources,
	workdir: null,
	setup: null,
	address: 'auto',
	route: 'auto',
	settings: {},
};

export const intended = {
	type: 'intended' as const,
	id: '01JD3ZQK8WABCDEFGHJKMNPQRS',
	name: 'analysis',
	tag: 'hpctui-efghjkmnpqrs',
	request,
	secrets: {token: 'SECRET-TOKEN'},
	ports: [
		{name: 'notebook', isRequired: true, localPort: 8888},
		{name: 'dashboard', isRequired: false, localPort: null},
	],
};

export function report(some: Partial<JobReport> = {}): JobReport {
	return {
		id: '4242',
		name: intended.tag,
		tag: intended.tag,
		phase: 'running',
		nativeState: 'RUNNING',
		reason: null,
		reasonText: null,
		estimatedStart: null,
		nodes: ['iris-013'],
		submittedAt: NINE,
		startedAt: NINE + 60_000,
		endsAt: NINE + 60_000 + 14_400_000,
		walltime: 14_400,
		exitCode: null,
		signal: null,
		outcome: null,
		queue: 'batch',
		...some,
	};
}

export const waiting = (some: Partial<JobReport> = {}): JobReport =>
	report({
		phase: 'queued',
		nativeState: 'PENDING',
		reason: 'Priority',
		reasonText: 'others come first',
		nodes: [],
		startedAt: null,
		endsAt: null,
		...some,
	});

export function started(host = 'iris-013', notebook = 23_456): Extract<RecordEntry, {type: 'started'}> {
	const node = {
		host,
		interfaces: [{name: 'ib0', linkType: 32, isUp: true, addresses: ['172.17.6.55']}],
		defaultInterface: 'em1',
	};
	return {type: 'started', at: NINE + 60_000, jobId: '4242', pid: 77, node, ports: {notebook, dashboard: 23_457}};
}

export const exited = (some: Partial<Extract<RecordEntry, {type: 'exited'}>> = {}): RecordEntry => ({
	type: 'exited',
	at: NINE + 120_000,
	code: 0,
	signal: null,
	signalled: null,
	said: null,
	...some,
});

export const way: Way = {
	address: 'infiniband',
	route: 'forward',
	plan: {via: 'last-hop', host: '172.17.6.55', port: 23_456},
	hops: ['gateway', 'login'],
};

export const trial: Trial = {
	address: 'infiniband',
	route: 'forward',
	host: '172.17.6.55',
	port: 23_456,
	interfaceName: 'ib0',
	verdict: 'open',
	milliseconds: 12.4,
	said: null,
};

export const linkLost = {
	type: 'link-lost' as const,
	fault: {kind: 'link' as const, message: 'gateway cannot be reached', hint: null, retry: 'later' as const, facts: {}},
	retryAt: NINE + 600_000,
	needsUser: null,
};

/** Each event a second after the one before, beginning at {@link NINE}. */
export function timed(events: readonly Untimed[]): readonly SessionEvent[] {
	return events.map((event, index) => ({...event, at: NINE + index * 1000}) as SessionEvent);
}

/** The session that a history makes. */
export function sessionOf(events: readonly SessionEvent[]): Session {
	const [first, ...rest] = events;
	if (first?.type !== 'intended') {
		throw new Error('a history begins with an intent');
	}

	return rest.reduce(reduce, begin(first));
}

/** The session after these events, which follow its intent. */
export function sessionAfter(...events: readonly Untimed[]): Session {
	return sessionOf(timed([intended, ...events]));
}

export const submitted: readonly Untimed[] = [
	{type: 'staged', folder: '/home/u/.hpctui/sessions/01JD', scheduler: 'slurm'},
	{type: 'asked'},
	{type: 'submitted', jobId: '4242'},
];

export const running: readonly Untimed[] = [
	...submitted,
	{type: 'listening', tunnel: 'notebook', localPort: 8888},
	{type: 'listening', tunnel: 'dashboard', localPort: 8889},
	{type: 'reported', report: waiting()},
	{type: 'reported', report: report()},
	{type: 'recorded', entry: started()},
];

export const ready: readonly Untimed[] = [
	...running,
	{type: 'measured', tunnel: 'notebook', way, trials: [trial]},
	{type: 'answered', tunnel: 'notebook'},
];

/** A session that is ready, with what matters to a test changed. */
export function readySession(some: Partial<Session> = {}): Session {
	return {...sessionAfter(...ready), ...some};
}

/** One of every type of event, in an order in which they may come. */
export const everything: readonly Untimed[] = [
	...ready,
	{type: 'recorded', entry: {type: 'serving', port: 'dashboard', number: 23_999}},
	{type: 'recorded', entry: {type: 'evidence', port: 'notebook', values: {token: 'SECRET-OTHER', baseUrl: '/u/'}}},
	{type: 'recorded', entry: {type: 'setup-failed', line: 'module load python', code: 1}},
	{type: 'faltered', tunnel: 'notebook', said: 'refused'},
	linkLost,
	{type: 'unseen', why: 'no-answer', said: 'connect failure'},
	{type: 'link-restored'},
	{type: 'unseen', why: 'absent'},
	{type: 'stop-requested'},
	{type: 'stop-failed', said: 'not yours'},
	{type: 'retired', holding: holdingOf(begin({...intended, at: NINE})), stopAt: NINE},
	{type: 'moved', by: '01JD3ZQK8WZZZZZZZZZZZZZZZZ', holding: holdingOf(begin({...intended, at: NINE}))},
	{type: 'warned', code: 'walltime-soon', message: 'walltime runs out in 10m'},
	{type: 'recorded', entry: {type: 'signalled', at: NINE, signal: 'TERM'}},
	{type: 'recorded', entry: exited()},
	{type: 'ended', outcome: 'completed', note: 'completed'},
];
