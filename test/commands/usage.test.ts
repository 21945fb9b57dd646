import {describe, expect, test} from 'vitest';
import {COMMAND_NAMES, loadAll} from '../../source/commands/catalogue.js';
import {newSession} from '../core/samples.js';
import {ANSWERS} from './answers.js';
import {runLine} from './world.js';

const IDENTITY = import.meta.filename;

describe('wrong usage: exit code 2, one clear line, and nothing is asked of the daemon', () => {
	test.each([
		['lss', 'did you mean: hpctui ls'],
		['clutser ls', 'did you mean: hpctui cluster'],
		['cluster ad', 'did you mean: hpctui cluster add'],
		['cluster', 'hpctui cluster --help'],
		['attach', 'SESSION is missing'],
		['exec x', 'COMMAND is missing'],
		['exec', 'SESSION is missing'],
		['remake x', 'there is no command "remake"'],
		['frobnicate', 'hpctui --help'],
		['--frobnicate', 'there is no option --frobnicate'],
		['--jsn', 'did you mean: --json'],
		['ls --al', 'did you mean: --all'],
		['ls -x', 'there is no option -x'],
		['ls --all=yes', '--all takes no value'],
		['ls extra', 'one word too many: "extra"'],
		['show', 'SESSION is missing'],
		['show a b', 'one word too many'],
		['ls --ssh-config', '--ssh-config needs a value'],
		['new', 'APP is missing'],
		['new jupyter', '--cluster C is missing'],
		['new jupyter --cluster', '--cluster needs a value'],
		['new jupyter --cluster=', '--cluster is empty'],
		['new jupyter --cluster c --walltime 4', 'say the unit'],
		['new jupyter --cluster c --walltime soon', 'not a duration'],
		['new jupyter --cluster c --memory 8', 'not a size'],
		['new jupyter --cluster c --nodes 0', '--nodes cannot be "0"'],
		['new jupyter --cluster c --nodes 1.5', '--nodes cannot be'],
		['new jupyter --cluster c --cpus -1', '--cpus'],
		['new jupyter --cluster c --gpus many', '--gpus cannot be'],
		['new jupyter --cluster c --local-port 0', 'from 1 to 65535'],
		['new jupyter --cluster c --local-port 65536', 'from 1 to 65535'],
		['new jupyter --cluster c --name -x', '--name'],
		['new jupyter --cluster c --name=a/b', "cannot be a session's name"],
		['new jupyter --cluster c --set novalue', '--set KEY=VALUE'],
		['new jupyter --cluster c --address ib0', '--address cannot be "ib0"'],
		['new jupyter --cluster c --address interface:', 'interface:ib0'],
		['new jupyter --cluster c --address interface:a/b', 'interface:ib0'],
		['new jupyter --cluster c --address ip:host', 'ip:10.1.2.3'],
		['new jupyter --cluster c --route around', 'one of: auto, forward, jump, exec, direct'],
		['new jupyter --cluster c --timeout 5m', '--timeout is for --wait'],
		['new jupyter --cluster c --wait --timeout 5', 'say the unit'],
		['new jupyter --cluster c --wait --dry-run', '--dry-run'],
		['wait', 'SESSION is missing'],
		['wait s --for happiness', 'one of: ready, running, ended'],
		['wait s --timeout never', 'not a duration'],
		['logs s --lines -1', '--lines'],
		['logs s --lines=-1', '--lines cannot be'],
		['logs s --lines many', '--lines cannot be'],
		['logs s --follow --json', '--follow does not go together'],
		['logs s --follow --stderr', '--follow does not go together'],
		['extend s', 'TIME is missing'],
		['extend s 2', '+2h for two hours more'],
		['extend s +x', '+2h for two hours more'],
		['renew', 'SESSION is missing'],
		['adopt --cluster c', 'JOB is missing'],
		['adopt 4242', '--cluster'],
		['adopt 4242 --cluster c --port x', '--port'],
		['renew s --walltime x', '4h'],
		['renew s --overlap x', '4h'],
		['new jupyter --cluster c --auto-renew 0', '--auto-renew'],
		['completion tcsh', 'one of: bash, zsh, fish'],
		['daemon logs --lines x', '--lines cannot be'],
		['demo --stop --headless', '--stop goes alone'],
		['cluster add', 'NAME is missing'],
		['cluster add c', '--host HOST is missing'],
		['cluster add a/b --host h', "cannot be a cluster's name"],
		['cluster add -c --host h', 'there is no option -c'],
		['cluster add c --host=-oProxyCommand=x', '--host cannot be'],
		['cluster add c --host h;id', '--host cannot be'],
		['cluster add c --host $(id)', '--host cannot be'],
		['cluster add c --host h%20x', '--host cannot be'],
		['cluster add c --host höst', '--host cannot be'],
		['cluster add c --host [::1', '--host cannot be'],
		['cluster add c --host [host]:22', '--host cannot be'],
		['cluster add c --host h:0', 'from 1 to 65535'],
		['cluster add c --host h --poll-floor 2h', '--poll-floor 2h makes no sense'],
		['cluster add c --host h --poll-floor soon', 'soon'],
		['cluster add c --host h:22:33', 'the port of --host'],
		['cluster add c --host @h', 'the user of --host'],
		['cluster add c --host u;v@h', 'the user of --host'],
		['cluster add c --host u@h --user v', 'different users: u and v'],
		['cluster add c --host h:22 --port 23', 'different ports: 22 and 23'],
		['cluster add c --host h --port 99999', '--port cannot be'],
		['cluster add c --host h --user=-u', 'the user of --user'],
		['cluster add c --host h --hop=-Jx', '--hop cannot be'],
		['cluster add c --host h --hop g --hop a`b`', '--hop cannot be'],
		['cluster add c --host h --identity /no/such/key', 'cannot read the file /no/such/key'],
		['cluster add c --host h --identity /', 'cannot read the file /'],
		['cluster add c --host h --ssh-config /no/such/config', 'cannot read the file /no/such/config'],
		['cluster add c --host h --command a/b=c', '--command'],
		['cluster add c --host h --command sbatch', '--command KEY=VALUE'],
		['cluster add c --host h --scheduler Cron', '--scheduler cannot be "Cron"'],
		['cluster add c --host h --transport telnet', '--transport cannot be "telnet"'],
		['cluster add c --host h --address ib0', '--address cannot be "ib0"'],
		['cluster add c --host h --route around', '--route cannot be "around"'],
		['cluster add c --host h --default walltime', '--default KEY=VALUE'],
		['cluster add c --host h --default =4h', '--default KEY=VALUE'],
		['cluster add c --host h --default walltime=4', 'say the unit'],
		['cluster add c --host h --default memory=lots', 'not a size'],
		['cluster add c --host h --default nodes=0', '--default nodes cannot be'],
		['cluster add c --host h --default gpus=x', '--default gpus cannot be'],
	])('%s', async (line, words) => {
		const {code, err, out, calls, starts} = await runLine(line);
		expect(err).toContain(words);
		expect({code, out, calls, starts}).toEqual({code: 2, out: '', calls: [], starts: []});
	});

	test('blanks and line ends in words', async () => {
		for (const host of ['a b', 'a\nb', '', ' ', 'a\0b']) {
			expect((await runLine(['cluster', 'add', 'c', '--host', host])).code).toBe(2);
		}

		expect((await runLine(['show', ''])).code).toBe(2);
	});

	test('as JSON: one document on stderr, nothing on stdout', async () => {
		const {err, out, code} = await runLine('ls --al --json');
		expect({code, out}).toEqual({code: 2, out: ''});
		expect(JSON.parse(err)).toEqual({
			error: {
				code: 'usage',
				message: 'there is no option --al',
				hint: 'did you mean: --all',
				exitCode: 2,
				retry: 'never',
				facts: {},
			},
		});
	});
});

describe('right usage: what the daemon is asked', () => {
	const planned = newSession({cluster: 'c'});
	const bare = {...planned, key: expect.stringMatching(/^[\w-]{16,}$/)};
	const cluster = {
		name: 'c',
		host: 'h',
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
	};

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

describe('help', () => {
	test('names every command, option and exit code', async () => {
		const {out, code, calls} = await runLine('--help');
		expect(code).toBe(0);
		expect(calls).toEqual([]);
		for (const name of COMMAND_NAMES) {
			expect(out).toContain(`  ${name} `);
		}

		expect(out).toContain('--json');
		expect(out).toContain('HPCTUI_HOME');
		expect(out).toContain('8 the session ended first');
	});

	test.each(COMMAND_NAMES)('%s --help: usage, words, options', async name => {
		const {out, code} = await runLine(`${name} --help`);
		const command = (await loadAll()).find(one => one.name === name);
		expect(code).toBe(0);
		expect(out).toMatch(new RegExp(`^usage: hpctui ${name}`));
		for (const option of Object.keys(command?.options ?? {})) {
			expect(out).toContain(`--${option}`);
		}

		expect(out.split('\n').filter(line => line.length > 140 && !line.startsWith('usage:'))).toEqual([]);
	});

	test.each(['new --wait --help', 'help new', 'new -h'])('%s is the help of new', async line => {
		expect((await runLine(line)).out).toMatch(/^usage: hpctui new APP --cluster C/);
	});

	test('of a group: its commands and no others', async () => {
		const {out, code} = await runLine('cluster --help');
		expect(code).toBe(0);
		expect(out).toContain('cluster login');
		expect(out).not.toContain('daemon');
	});

	test('every command is named as its catalogue has it', async () => {
		expect((await loadAll()).map(({name}) => name)).toEqual(COMMAND_NAMES);
	});

	test('--version', async () => {
		expect((await runLine('--version')).out).toMatch(/^hpctui \d+\.\d+\.\d+\n$/);
		expect(JSON.parse((await runLine('--version --json')).out)).toEqual({version: expect.any(String)});
	});
});

test('without a command: the screen, which is told about colours', async () => {
	let seen: NodeJS.ProcessEnv | undefined;
	const parts = {
		screen: async (env: NodeJS.ProcessEnv) => {
			seen = env;
			return 0;
		},
	};
	expect((await runLine(['--no-color', '--ssh-config', '/c'], {parts})).code).toBe(0);
	expect(seen).toMatchObject({NO_COLOR: '1', HPCTUI_SSH_CONFIG: '/c', HPCTUI_HOME: '/nowhere'});
});
