import {afterAll, beforeAll, expect, it} from 'vitest';
import type {SessionDocument} from '../../source/core/session-document.js';
import {type Home, openHome} from './support/home.js';
import {asAlice, inHost, jobs, sessionFolders} from './support/hosts.js';
import {runInNotebook} from './support/notebook.js';
import {onCluster} from './support/on-cluster.js';
import {until} from './support/until.js';

/** Asks a URL again and again from the laptop; `stop` ends it and tells every status but 200, and the longest wait. */
function keepAsking(url: string) {
	const ended = new AbortController();
	const seen = {answers: 0, others: [] as string[], longestMs: 0};
	const done = (async () => {
		while (!ended.signal.aborted) {
			const begin = performance.now();
			// The token is on standard input: it must stand on no command line.
			const status = await inHost(
				'laptop',
				['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '-m', '20', '-K', '-'],
				{
					input: `url = "${url}"`,
				},
			).catch((error: Error) => error.message);
			seen.longestMs = Math.max(seen.longestMs, performance.now() - begin);
			seen.answers += 1;
			if (status !== '200') {
				seen.others.push(status);
			}
		}
	})();
	return async () => {
		ended.abort();
		await done;
		return seen;
	};
}

const isRenewed = (times: number) => (session: SessionDocument) =>
	session.state === 'ready' && session.renewals === times && session.predecessor === null && session.successor === null;

/** The tests of this file tell one story, in order. */
onCluster('a notebook that is renewed on Slurm', () => {
	let home: Home;
	let url = '';
	/** What others left: it is not ours. */
	let strangers: readonly string[] = [];

	beforeAll(async () => {
		home = await openHome();
		strangers = await sessionFolders();
		await home.addCluster();
		url = await home.start('jupyter', 'story', '--walltime', '20m', '--wait', '--timeout', '60s');
	});
	afterAll(() => home.close());

	it('answers at its URL throughout, and ends the old job after the switch', async () => {
		const before = await home.show('story');
		await runInNotebook(url, 'open("kept.txt", "w").write("in a file")');
		const stopAsking = keepAsking(url.replace('/?', '/api/status?'));
		const said = await home.good('renew', 'story');
		expect(said).toMatch(/^story: job \d+ is to take over from job \d+ when it answers\nstays: files, name and URL\n/);
		const after = await home.untilSession('story', 'the successor took over', isRenewed(1), 90_000);
		const asked = await stopAsking();
		expect(asked.others).toEqual([]);
		expect(asked.answers).toBeGreaterThan(3);
		expect(asked.longestMs).toBeLessThan(10_000);

		expect(after).toMatchObject({id: before.id, url: before.url});
		expect(after.tunnels[0]?.localPort).toBe(before.tunnels[0]?.localPort);
		expect(after.job.id).not.toBe(before.job.id);
		const left = await jobs();
		expect(left.map(line => line.split(' ')[0])).toEqual([after.job.id]);
		expect((await runInNotebook(url, 'print(open("kept.txt").read())')).printed).toBe('in a file\n');
		const ours = (await sessionFolders()).filter(folder => !strangers.includes(folder));
		expect(ours).toEqual([after.log.path?.split('/').at(-2)]);
		expect((await home.hpctui('logs', 'story')).out).toContain('jupyter');
	});

	it('is what the refusal of an operator’s right leads to: exit code 6, in Slurm’s words', async () => {
		const {job} = await home.show('story');
		const {code, err} = await home.hpctui('extend', 'story', '+1h');
		expect(code, err).toBe(6);
		expect(err).toContain('only its operators');
		expect(err).toContain('Access/permission denied');
		expect(err).toContain('hpctui renew story');
		expect((await home.show('story')).job.endsAt).toBe(job.endsAt);
		const shorter = await home.json<SessionDocument>('extend', 'story', '19m');
		expect(shorter).toMatchObject({job: {walltimeSeconds: 1140}});
		expect(shorter.warnings.map(each => each.code)).not.toContain('walltime-unconfirmed');
	});

	it('comes to one job at the same port when the daemon is killed in the middle', async () => {
		for (const moment of ['submitted', 'started', 'moved'] as const) {
			const {renewals} = await home.show('story');
			await home.good('renew', 'story');
			await home.untilSession('story', moment, session => hasCome(moment, session, renewals), 60_000);
			await inHost('laptop', ['kill', '-KILL', String((await home.daemon()).pid)]);
			await home.good('daemon', 'start');
			const after = await home.untilSession('story', 'the successor took over', isRenewed(renewals + 1), 90_000);
			expect(after.url).toBe(url);
			expect((await jobs()).map(line => line.split(' ')[0])).toEqual([after.job.id]);
			expect((await runInNotebook(url, 'print(6 * 7)')).printed).toBe('42\n');
		}
	});

	it('is as it was when the successor fails, or is refused', async () => {
		const before = await home.show('story');
		await home.good('renew', 'story');
		const {successor} = await home.untilSession('story', 'a successor', ({successor: next}) => next?.job.id != null);
		await asAlice(`scancel ${successor?.job.id}`);
		const warned = await home.untilSession('story', 'the failure is told', ({warnings}) =>
			warnings.some(({code}) => code === 'renewal-failed'),
		);
		expect(warned).toMatchObject({state: 'ready', url, job: {id: before.job.id}, successor: {state: 'ended'}});

		const refused = await home.hpctui('renew', 'story', '--walltime', '400d');
		expect(refused.code).toBe(6);
		expect(await home.show('story')).toMatchObject({state: 'ready', url, job: {id: before.job.id}, successor: null});
	});

	it('says what there is to do where there is nothing to renew', async () => {
		const id = await home.start('command', 'held', '--set', 'command=sleep 600', '--scheduler-arg=--hold');
		const queued = await home.hpctui('renew', id);
		expect(queued).toMatchObject({code: 2, err: expect.stringContaining('has not started')});
		await home.good('rm', '--force', 'held');
		await home.good('stop', 'story');
		await home.good('wait', 'story', '--for', 'ended', '--timeout', '40s');
		const ended = await home.hpctui('renew', 'story');
		expect(ended).toMatchObject({code: 8, err: expect.stringContaining('hpctui new jupyter --cluster lab')});
		await until('no job is left', async () => (await jobs()).length === 0);
	});

	it('renews itself before a short walltime ends', async () => {
		const own = await home.start('jupyter', 'auto', '--walltime', '2m', '--auto-renew', '1', '--wait');
		const after = await home.untilSession('auto', 'the successor took over', isRenewed(1), 150_000);
		expect(after).toMatchObject({url: own, autoRenew: 1});
		expect(after.warnings.map(({code}) => code)).toContain('renewed');
		await home.good('rm', '--force', 'auto');
	});
});

function hasCome(
	moment: 'submitted' | 'started' | 'moved',
	{successor, renewals}: SessionDocument,
	before: number,
): boolean {
	switch (moment) {
		case 'submitted':
			return successor?.job.id != null;
		case 'started':
			return successor?.state === 'starting' || renewals > before;
		case 'moved':
			return renewals > before;
	}
}
