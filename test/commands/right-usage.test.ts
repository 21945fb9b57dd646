import {describe, expect, test} from 'vitest';
import {newSession, plainCluster} from '../core/samples.js';
import {ANSWERS} from './answers.js';
import {runLine} from './world.js';

const IDENTITY = import.meta.filename;

describe('right usage: what the daemon is asked', () => {
	const planned = newSession({cluster: 'c'});
	const bare = {...planned, key: expect.stringMatching(/^[\w-]{16,}$/)};
	const cluster = plainCluster({name: 'c', host: 'h'});

	test.each<[string, string, unknown]>([
		['ls', 'session.list', {all: false}],
		['--json ls --all', 'session.list', {all: true}],
		['ls --all --no-color --verbose', 'session.list', {all: true}],
		['show abc', 'session.show', {session: 'abc'}],
		['--ssh-config ls show abc', 'session.show', {session: 'abc'}],
		['show -- -odd', 'session.show', {session: '-odd'}],
		['stop abc', 'session.stop', {session: 'abc'}],
		['rm abc', 'session.remove', {session: 'abc', force: false}],
		['rm --force abc', 'session.remove', {session: 'abc', force: true}],
		['extend abc +2h', 'session.extend', {session: 'abc', type: 'more', seconds: 7_200}],
		[
			'adopt 4242 --cluster c --port 80 --port 81 --log /l',
			'session.adopt',
			{jobId: '4242', cluster: 'c', app: null, ports: [80, 81], log: '/l', name: null},
		],
		['renew abc', 'session.renew', {session: 'abc', walltime: null, overlapSeconds: 0}],
		['renew abc --walltime 2h --overlap 10m', 'session.renew', {session: 'abc', walltime: 7200, overlapSeconds: 600}],
		['extend abc 8h', 'session.extend', {session: 'abc', type: 'total', seconds: 28_800}],
		['extend abc 1-00:00:00', 'session.extend', {session: 'abc', type: 'total', seconds: 86_400}],
		['new jupyter --cluster c', 'session.new', bare],
		['new --cluster=c jupyter', 'session.new', bare],
		[
			'new jupyter --cluster c --name n --walltime 4h --queue q --account a --nodes 2 --cpus 8 --memory 8G --gpus 0 --workdir /w',
			'session.new',
			{
				...bare,
				name: 'n',
				walltime: 14_400,
				queue: 'q',
				account: 'a',
				nodes: 2,
				cpus: 8,
				memoryBytes: 8 * 1024 ** 3,
				gpus: 0,
				workdir: '/w',
			},
		],
		[
			'new jupyter --cluster c --walltime unlimited --address interface:ib1 --route jump --local-port 8888',
			'session.new',
			{...bare, walltime: 'unlimited', address: 'interface:ib1', route: 'jump', localPort: 8888},
		],
		[
			'new jupyter --cluster c --address ip:fd00::1 --set a=1 --set b=x=y --set a=',
			'session.new',
			{...bare, address: 'ip:fd00::1', settings: {a: '', b: 'x=y'}},
		],
		[
			'new jupyter --cluster c --scheduler-arg --exclusive --scheduler-arg=-x --scheduler-arg plain',
			'session.new',
			{...bare, schedulerArgs: ['--exclusive', '-x', 'plain']},
		],
		[
			'new jupyter --cluster c --scheduler-arg -h --scheduler-arg --help --scheduler-arg --version',
			'session.new',
			{...bare, schedulerArgs: ['-h', '--help', '--version']},
		],
		['new jupyter --cluster c --dry-run', 'session.plan', planned],
		['logs abc --lines 10', 'log.read', {session: 'abc', stream: 'output', offset: null, lines: 10}],
		['logs abc --stderr', 'log.read', {session: 'abc', stream: 'scheduler', offset: 0, lines: null}],
		['logs abc --json', 'log.read', {session: 'abc', stream: 'output', offset: null, lines: null}],
		['cluster add c --host h --poll-floor 60s', 'cluster.add', {...cluster, pollFloorSeconds: 60}],
		['cluster ls', 'cluster.list', {}],
		['cluster show c', 'cluster.show', {name: 'c'}],
		['cluster rm c', 'cluster.remove', {name: 'c'}],
		['cluster test c', 'cluster.test', {name: 'c'}],
		['cluster login c', 'cluster.login', {name: 'c'}],
		['app ls', 'app.list', {}],
		['daemon start', 'daemon.status', {}],
		['daemon status', 'daemon.status', {}],
		['cluster add c --host h', 'cluster.add', cluster],
		['cluster add c --host u@h:2222', 'cluster.add', {...cluster, user: 'u', port: 2222}],
		['cluster add c --host me@site.org@h', 'cluster.add', {...cluster, user: 'me@site.org'}],
		['cluster add c --host ::1 --user a/b', 'cluster.add', {...cluster, host: '::1', user: 'a/b'}],
		['cluster add c --host [::1]:22', 'cluster.add', {...cluster, host: '::1', port: 22}],
		[
			'cluster add c --host h --port 22 --hop g1 --hop u@g2:2222 --scheduler slurm --transport ssh2 --address infiniband --route forward',
			'cluster.add',
			{
				...cluster,
				port: 22,
				hops: ['g1', 'u@g2:2222'],
				scheduler: 'slurm',
				transport: 'ssh2',
				address: 'infiniband',
				route: 'forward',
			},
		],
		[
			`cluster add c --host h --identity ${IDENTITY} --ssh-config ${IDENTITY} --default walltime=4h --default setup=a=b`,
			'cluster.add',
			{...cluster, identity: IDENTITY, sshConfig: IDENTITY, defaults: {walltime: '4h', setup: 'a=b'}},
		],
		['cluster add c --host h --scheduler mine', 'cluster.add', {...cluster, scheduler: 'mine'}],
		[
			'cluster add c --host h --directive --exclusive --without-directive --mem --command sbatch=/opt/sbatch --scheduler-setup PATH=/x:$PATH',
			'cluster.add',
			{
				...cluster,
				twists: {
					directives: ['--exclusive'],
					withoutDirectives: ['--mem'],
					commands: {sbatch: '/opt/sbatch'},
					setup: ['PATH=/x:$PATH'],
				},
			},
		],
	])('%s', async (line, name, input) => {
		const {calls, code} = await runLine(line, {answers: ANSWERS});
		expect(calls[0]).toEqual([name, input]);
		expect(code).toBe(0);
	});

	test('HPCTUI_SSH_CONFIG is as the option, which comes first', async () => {
		const env = {HPCTUI_HOME: '/nowhere', HPCTUI_SSH_CONFIG: IDENTITY};
		const setting = {env, answers: ANSWERS};
		expect((await runLine('cluster add c --host h', setting)).calls[0]?.[1]).toMatchObject({sshConfig: IDENTITY});
		expect((await runLine('cluster add c --host h --ssh-config /no/such', setting)).err).toContain('/no/such');
	});
});
