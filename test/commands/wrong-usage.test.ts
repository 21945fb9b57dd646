import {describe, expect, test} from 'vitest';
import {runLine} from './world.js';

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
		[['new', 'command', '--cluster', 'c', '--set', 'command=a\nb'], 'command: the value has to be one line'],
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
		['cluster add c --host h --route around', 'one of: auto, forward, jump, exec, direct, nested'],
		['new jupyter --cluster c --route nested', '--route cannot be "nested"'],
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
