import {describe, expect, test} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import {sessionWith} from '../client/session.js';
import {ANSWERS, APP, APP_FILE, CLUSTER, CLUSTER_TEST} from './answers.js';
import {runLine} from './world.js';

/** What is left of a text when its colours are taken away. */
function plain(text: string): string {
	return text.replaceAll(/\x1b\[\d+m/g, '');
}

describe('--json: one document on stdout', () => {
	test.each<[string, unknown]>([
		['ls', [sessionWith()]],
		['show analysis', sessionWith()],
		['new jupyter --cluster c', ANSWERS['session.new']],
		['new jupyter --cluster c --wait', sessionWith()],
		['new jupyter --cluster c --dry-run', {...Object(ANSWERS['session.plan']), estimate: ANSWERS['session.estimate']}],
		['wait analysis', sessionWith()],
		['url analysis', {url: 'http://127.0.0.1:8888/?token=abc'}],
		['stop analysis', ANSWERS['session.stop']],
		['rm analysis', {removed: 'analysis', warning: null}],
		['extend analysis +2h', sessionWith()],
		['renew analysis', sessionWith()],
		['adopt 4242 --cluster c', sessionWith()],
		['logs analysis --lines 3', {path: '/log', offset: 0, base64: '', size: 0}],
		['cluster ls', [CLUSTER]],
		['cluster show c', CLUSTER],
		['cluster add c --host h', CLUSTER],
		['cluster rm c', {removed: 'c'}],
		['cluster test c', CLUSTER_TEST],
		['cluster login c', CLUSTER],
		['app ls', [APP]],
		['app show jupyter', APP_FILE],
		['daemon status', ANSWERS['daemon.status']],
	])('%s', async (line, document) => {
		const {out, err, code} = await runLine(`${line} --json`, {answers: ANSWERS});
		expect({code, err}).toEqual({code: 0, err: ''});
		expect(out.split('\n')).toHaveLength(2);
		expect(JSON.parse(out)).toEqual(document);
	});
});

describe('for people', () => {
	test('ls: aligned, no token in a list, what is left of the walltime', async () => {
		const long = sessionWith({id: '02', name: 'a-much-longer-name', state: 'queued', url: null, tunnels: []});
		const waiting = {...long, job: {...long.job, startedAt: null, endsAt: null, nodes: []}};
		const {out} = await runLine('ls', {answers: {'session.list': [sessionWith(), waiting]}});
		expect(out).toBe(
			[
				'ID          NAME                STATE   CLUSTER  APP      NODE      LEFT  URL',
				'01JD3ZQK8W  analysis            ready   iris     jupyter  iris-013  3h    http://127.0.0.1:8888/',
				'02          a-much-longer-name  queued  iris     jupyter  -         -     -',
				'',
			].join('\n'),
		);
	});

	test('ls on a terminal: never wider than it is, in colours', async () => {
		for (const columns of [80, 100, 200]) {
			const names = ['x'.repeat(60), '名前'.repeat(20), 'short'];
			const sessions = names.map(name => sessionWith({name}));
			const {out} = await runLine('ls', {answers: {'session.list': sessions}, terminal: columns});
			expect(out).toContain('\x1b[32mready');
			for (const line of plain(out).trimEnd().split('\n')) {
				const wide = [...line].filter(character => character > '\u2fff').length;
				expect(line.length + wide).toBeLessThanOrEqual(columns);
			}
		}
	});

	test('nothing there: says how to begin', async () => {
		expect((await runLine('ls', {answers: {'session.list': []}})).out).toContain('hpctui new');
		expect((await runLine('cluster ls', {answers: {'cluster.list': []}})).out).toContain('hpctui cluster add');
	});

	test('what comes from remote hosts is made harmless everywhere', async () => {
		const evil = '\x1b]0;evil\x07x\x1b[2J\ny\u202e';
		const job = {...sessionWith().job, reason: evil, reasonText: evil, nodes: [evil], queue: evil, state: evil};
		const session = sessionWith({name: evil, note: evil, job, warnings: [{code: 'w', message: evil, at: evil}]});
		const answers = {
			...ANSWERS,
			'session.list': [session],
			'session.show': session,
			'session.stop': session,
			'session.history': [{at: evil, type: 'x', text: evil}],
			'cluster.show': {...CLUSTER, host: evil, link: {...CLUSTER.link, hops: [evil]}},
			'cluster.test': {...CLUSTER_TEST, steps: [{name: evil, ok: true, milliseconds: 1, text: evil, fault: null}]},
			'app.list': [{...APP, title: evil, help: evil}],
			'app.show': {app: {...APP_FILE, title: evil, help: evil}, file: evil},
			'session.plan': {script: evil, command: evil},
			'session.remove': new Fault('refused', evil, {hint: evil, facts: {hop: evil, said: evil}}),
		};
		const lines = ['ls', 'show s', 'stop s', 'rm s', 'cluster show c', 'cluster test c', 'app ls', 'app show jupyter'];
		for (const line of [...lines, 'new jupyter --cluster c --dry-run']) {
			const {out, err} = await runLine(line, {answers});
			expect(out + err, line).not.toMatch(/[\x1b\x07\u202e]/);
			expect(out + err, line).toContain('x');
		}
	});

	test('show: everything that is known, in order', async () => {
		const {out, calls} = await runLine('show analysis', {answers: ANSWERS});
		expect(out).toContain('url        http://127.0.0.1:8888/?token=abc');
		expect(out).toContain('job        4242 (slurm, RUNNING)');
		expect(out).toContain('walltime   04:00:00');
		expect(out).toContain('time left  3h');
		expect(out).toContain('gateway > login > forward');
		expect(out).toContain('submitted as 4242');
		expect(calls.map(([name]) => name)).toEqual(['session.show', 'session.history']);
	});

	test('show: what a queued job waits for; what the scheduler says of one that is over is its reason', async () => {
		const job = {...sessionWith().job, reasonText: 'It ended with a non-zero exit code.'};
		const over = sessionWith({state: 'ended', outcome: 'failed', job});
		const {out} = await runLine('show analysis', {answers: {...ANSWERS, 'session.show': over}});
		expect(out).toMatch(/^reason +It ended with a non-zero exit code\.$/m);
		const queued = sessionWith({state: 'queued', job: {...job, reasonText: 'Others come first.'}});
		const waiting = await runLine('show analysis', {answers: {...ANSWERS, 'session.show': queued}});
		expect(waiting.out).toMatch(/^waits for +Others come first\.$/m);
	});

	test('new prints the id; with --wait the URL; progress goes to a terminal only', async () => {
		const {out, err} = await runLine('new jupyter --cluster c', {answers: ANSWERS});
		expect({out, err}).toEqual({out: '01JD3ZQK8W\n', err: ''});
		const piped = await runLine('new jupyter --cluster c --wait', {answers: ANSWERS});
		expect({out: piped.out, err: piped.err}).toEqual({out: 'http://127.0.0.1:8888/?token=abc\n', err: ''});
		const shown = await runLine('new jupyter --cluster c --wait', {answers: ANSWERS, terminal: 80});
		expect(plain(shown.err)).toBe('ready\n');
	});

	test('new --wait whose session ends: exit code 8, with why', async () => {
		const ended = sessionWith({state: 'ended', outcome: 'failed', note: 'exit code 127: jupyter: not found'});
		const {code, err, out} = await runLine('new jupyter --cluster c --wait', {
			answers: {...ANSWERS, 'session.show': ended},
		});
		expect({code, out}).toEqual({code: 8, out: ''});
		expect(err).toContain('said: exit code 127: jupyter: not found');
		expect(err).toContain('hpctui logs 01JD3ZQK8W');
	});

	test('new --wait whose time is over: exit code 7, and the session goes on', async () => {
		const queued = sessionWith({state: 'queued', job: {...sessionWith().job, reasonText: 'waits for its turn'}});
		const {code, err} = await runLine('new jupyter --cluster c --wait --timeout 1s', {
			answers: {...ANSWERS, 'session.show': queued},
		});
		expect(code).toBe(7);
		expect(err).toContain('analysis is not ready in time (queued: waits for its turn)');
		expect(err).toContain('hpctui wait 01JD3ZQK8W');
	});

	test('url of a session that is ready and has none: where to look, not to wait', async () => {
		const answers = {'session.show': sessionWith({url: null})};
		const {code, err} = await runLine('url analysis', {answers});
		expect(code).toBe(1);
		expect(err).toContain('analysis has no URL now (ready)\n  hint: what it has: hpctui show 01JD3ZQK8W');
	});

	test('a sentence of the scheduler within one of ours', async () => {
		const job = {
			...sessionWith().job,
			reasonText: 'Its start has not come yet.',
			estimatedStart: '2026-11-20T11:00:00Z',
		};
		const {out} = await runLine('stop analysis', {answers: {'session.stop': sessionWith({state: 'queued', job})}});
		expect(out).toBe('analysis: queued: Its start has not come yet, about to start at 2026-11-20T11:00:00Z\n');
	});

	test('--dry-run: the script and the command', async () => {
		const {out, err} = await runLine('new jupyter --cluster c --dry-run', {answers: ANSWERS});
		expect(out).toBe('#!/bin/sh\necho hi\n\n# submitted with:\n# sbatch /home/u/job.sh\n');
		expect(err).toMatch(
			/^would start at 2026-11-21T09:00:00Z, in .*\nsooner with --walltime 2h: at 2026-11-20T10:30:00Z, in /,
		);
	});

	test.each([
		['unsupported', ''],
		['refused', 'would be refused: no such queue\n'],
	] as const)('--dry-run where an estimate is %s', async (kind, wanted) => {
		const answers = {...ANSWERS, 'session.estimate': new Fault(kind, 'no such queue')};
		const {code, err} = await runLine('new jupyter --cluster c --dry-run', {answers});
		expect({code, err}).toEqual({code: 0, err: wanted});
	});

	test('url: of the session, of a port, and when there is none', async () => {
		expect((await runLine('url s', {answers: ANSWERS})).out).toBe('http://127.0.0.1:8888/?token=abc\n');
		expect((await runLine('url s --port notebook', {answers: ANSWERS})).out).toContain('token=abc');
		const other = await runLine('url s --port dashboard', {answers: ANSWERS});
		expect({code: other.code, err: other.err}).toEqual({code: 3, err: expect.stringContaining('one of: notebook')});
		const early = await runLine('url s', {answers: {'session.show': sessionWith({state: 'starting', url: null})}});
		expect({code: early.code, err: early.err}).toEqual({code: 1, err: expect.stringContaining('hpctui wait')});
		const late = await runLine('url s', {answers: {'session.show': sessionWith({state: 'ended'})}});
		expect(late.code).toBe(8);
	});

	test('logs: byte for byte, all pieces', async () => {
		const bytes = Buffer.from('one\r\ntwo\x1b[31m\0\n');
		const read = ({offset}: {offset: number}) => ({
			path: '/log',
			offset,
			base64: bytes.subarray(offset, offset + 4).toString('base64'),
			size: bytes.length,
		});
		const {out} = await runLine('logs s', {answers: {'log.read': read}});
		expect(out).toBe(bytes.toString());
	});

	test('cluster test: steps, queues, and the exit code of the step that failed', async () => {
		const good = await runLine('cluster test c', {answers: ANSWERS});
		expect(good.code).toBe(0);
		expect(good.out).toMatch(/✓\s+gateway\s+120 ms\s+OpenSSH_9\.2/);
		expect(good.out).toMatch(/batch \(default\)\s+yes\s+2d\s+-\s+2\s+1\s+4\s+8G/);
		const fault = new Fault('link', 'gateway cannot be reached', {hint: 'is the VPN up?', facts: {hop: 'gateway'}});
		const step = {name: 'gateway', ok: false, milliseconds: 3, text: 'refused', fault: fault.toDocument()};
		const failed = {...CLUSTER_TEST, ok: false, steps: [step], scheduler: null, limits: null};
		const bad = await runLine('cluster test c', {answers: {'cluster.test': failed}});
		expect(bad.code).toBe(5);
		expect(bad.out).toContain('✗');
		expect(bad.err).toBe('hpctui: gateway cannot be reached\n  at:   gateway\n  hint: is the VPN up?\n');
		const asJson = await runLine('cluster test c --json', {answers: {'cluster.test': failed}});
		expect({code: asJson.code, err: asJson.err}).toEqual({code: 5, err: ''});
		expect(JSON.parse(asJson.out)).toEqual(failed);
	});

	test('an app that there is not: exit code 3', async () => {
		const missing = new Fault('missing', 'there is no app called "jupiter"');
		const {code, err} = await runLine('app show jupiter', {answers: {...ANSWERS, 'app.show': missing}});
		expect({code, err}).toEqual({code: 3, err: expect.stringContaining('did you mean: jupyter')});
	});
});
