import {describe, expect, test} from 'vitest';
import {type Live, toDocument} from '../../source/core/document.js';
import {exited, linkLost, ready, report, running, sessionAfter, submitted, type Untimed} from './samples.js';

const live: Live = {
	logBytes: 12_345,
	bytesOf: tunnel => (tunnel === 'notebook' ? {in: 10, out: 20} : {in: 0, out: 0}),
	urlOf: ({name}, port) => (name === 'notebook' ? `http://127.0.0.1:${port}/?token=SECRET-TOKEN` : null),
};

const URL = 'http://127.0.0.1:8888/?token=SECRET-TOKEN';

test('a session that is ready, whole', () => {
	expect(toDocument(sessionAfter(...ready), live)).toEqual({
		id: '01JD3ZQK8WABCDEFGHJKMNPQRS',
		name: 'analysis',
		cluster: 'iris',
		app: 'jupyter',
		state: 'ready',
		outcome: null,
		createdAt: '2026-11-20T09:00:00Z',
		endedAt: null,
		retryAt: null,
		lastSeenAt: '2026-11-20T09:00:07Z',
		sight: 'fresh',
		note: null,
		needsUser: null,
		job: {
			scheduler: 'slurm',
			id: '4242',
			state: 'RUNNING',
			reason: null,
			reasonText: null,
			estimatedStart: null,
			nodes: ['iris-013'],
			submittedAt: '2026-11-20T09:00:00Z',
			startedAt: '2026-11-20T09:01:00Z',
			endsAt: '2026-11-20T13:01:00Z',
			walltimeSeconds: 14_400,
			unlimited: false,
			exitCode: null,
			queue: 'batch',
		},
		tunnels: [
			{
				name: 'notebook',
				kind: 'app',
				remotePath: null,
				localHost: '127.0.0.1',
				localPort: 8888,
				remoteHost: '172.17.6.55',
				remotePort: 23_456,
				address: 'infiniband',
				route: 'forward',
				hops: ['gateway', 'login'],
				state: 'open',
				required: true,
				url: URL,
				fingerprint: null,
				bytesIn: 10,
				bytesOut: 20,
				lastError: null,
				tried: [expect.objectContaining({verdict: 'open', interfaceName: 'ib0'})],
			},
			expect.objectContaining({name: 'dashboard', localPort: 8889, remoteHost: null, required: false, url: null}),
		],
		url: URL,
		log: {path: '/home/u/.hpctui/sessions/01JD/output', bytes: 12_345},
		warnings: [],
		successor: null,
		predecessor: null,
		renewals: 0,
		autoRenew: null,
		parts: [],
		progress: [],
	});
});

test('what is unknown is null, never an empty string, a zero or a guess', () => {
	const {job, log, url, lastSeenAt, sight, tunnels} = toDocument(sessionAfter(), {...live, logBytes: 0});
	expect(job).toEqual({
		scheduler: null,
		id: null,
		state: null,
		reason: null,
		reasonText: null,
		estimatedStart: null,
		nodes: [],
		submittedAt: null,
		startedAt: null,
		endsAt: null,
		walltimeSeconds: 14_400,
		unlimited: false,
		exitCode: null,
		queue: 'batch',
	});
	expect({path: log.path, url, lastSeenAt, sight}).toEqual({path: null, url: null, lastSeenAt: null, sight: 'unseen'});
	expect(tunnels[0]).toMatchObject({state: 'shut', url: null, remotePort: null, address: null, route: null, hops: []});
});

test('nothing but null, and no undefined, stands where a value is missing', () => {
	for (const events of [[], submitted, running, ready, [...ready, linkLost]] as readonly (readonly Untimed[])[]) {
		const document = toDocument(sessionAfter(...events), live);
		expect(JSON.parse(JSON.stringify(document))).toEqual(document);
		expect(JSON.stringify(document)).not.toContain('""');
	}
});

describe('what a reader of the document relies on', () => {
	test('times are ISO 8601 in UTC', () => {
		const document = toDocument(
			sessionAfter(...ready, linkLost, {type: 'warned', code: 'walltime-soon', message: 'soon'}),
			live,
		);
		const texts = JSON.stringify(document).match(/"[^"]*":"2026-[^"]*"/g) ?? [];
		expect(texts).toHaveLength(7);
		expect(texts.filter(text => !/"2026-11-20T\d\d:\d\d:\d\dZ"$/.test(text))).toEqual([]);
	});

	test('the way is lost: when the next try is', () => {
		expect(toDocument(sessionAfter(...ready, linkLost), live)).toMatchObject({
			state: 'reconnecting',
			retryAt: '2026-11-20T09:10:00Z',
			lastSeenAt: '2026-11-20T09:00:07Z',
			note: 'gateway cannot be reached',
		});
	});

	test('no limit is no number', () => {
		const unlimited = sessionAfter(...running, {
			type: 'reported',
			report: report({walltime: 'unlimited', endsAt: null}),
		});
		expect(toDocument(unlimited, live).job).toMatchObject({walltimeSeconds: null, unlimited: true, endsAt: null});
	});

	test('before the scheduler names the node, the record does', () => {
		const events: Untimed[] = [...submitted, ...running.slice(-1)];
		expect(toDocument(sessionAfter(...events), live).job.nodes).toEqual(['iris-013']);
	});

	test("the exit code of the record, until the scheduler's own is there", () => {
		const exit: Untimed = {type: 'recorded', entry: exited({code: 3})};
		expect(toDocument(sessionAfter(...ready, exit), live).job.exitCode).toBe(3);
		const both = sessionAfter(...ready, exit, {type: 'reported', report: report({exitCode: 4})});
		expect(toDocument(both, live).job.exitCode).toBe(4);
	});

	test('an ended session has no URL any more, and keeps its port', () => {
		const ended = toDocument(
			sessionAfter(...ready, {type: 'ended', outcome: 'timeout', note: 'walltime ran out'}),
			live,
		);
		expect(ended).toMatchObject({state: 'ended', outcome: 'timeout', url: null, note: 'walltime ran out'});
		expect(ended.endedAt).toBe('2026-11-20T09:00:11Z');
		expect(ended.tunnels[0]).toMatchObject({state: 'shut', localPort: 8888, url: null});
	});

	test('secrets stand in the URL, and nowhere else', () => {
		const text = JSON.stringify(toDocument(sessionAfter(...ready), live));
		expect(text.replaceAll(URL, '')).not.toContain('SECRET');
	});
});
