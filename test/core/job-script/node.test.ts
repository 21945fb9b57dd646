import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {startJob} from '../job.js';
import {fakePrograms} from '../shells.js';

describe('what the node says', () => {
	test('a hostile host name and job id stay inside their JSON strings', async () => {
		const env = {
			...fakePrograms({uname: `printf 'no"de\\\\\\n","x":"\\033[31m\\n'`}),
			HPCTUI_JOB_ID: '1"]}\n$(touch /tmp/x)',
		};
		const job = startJob({env, body: ['true']});
		await job.ended;
		const [line = ''] = readFileSync(join(job.folder, 'record'), 'utf8').split('\n');
		expect(JSON.parse(line)).toMatchObject({host: 'no"de\\\n","x":"\u001b[31m', jobId: '1"]}\n$(touch /tmp/x)'});
	});

	test.each([
		[
			'ip',
			`case "$*" in *addr*) cat <<'E'
1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever
3: ib9    inet 10.1.1.5/16 brd 10.1.255.255 scope global ib9\\       valid_lft forever
3: ib9    inet6 fe80::1/64 scope link \\       valid_lft forever
4: ppp0@if7    inet 10.8.0.2 peer 10.8.0.1/32 scope global ppp0\\       valid_lft forever
E
;; esac`,
			[
				['ib9', ['10.1.1.5']],
				['ppp0', ['10.8.0.2']],
			],
		],
		[
			'ifconfig',
			`cat <<'E'
ib9       Link encap:InfiniBand  HWaddr 80:00
          inet addr:10.1.1.5  Bcast:10.1.255.255  Mask:255.255.0.0
          inet6 addr: fe80::202/64 Scope:Link
          inet6 addr: fd00::5/64 Scope:Global
eno7: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
        inet 10.8.0.2  netmask 255.255.255.0  broadcast 10.8.0.255
        inet6 fe80::1%eno7  prefixlen 64  scopeid 0x20<link>
E`,
			[
				['ib9', ['10.1.1.5', 'fd00::5']],
				['eno7', ['10.8.0.2']],
			],
		],
		['hostname', `[ "$1" = -I ] && echo '10.1.1.5 fd00::5 169.254.7.7 '`, [['unnamed', ['10.1.1.5', 'fd00::5']]]],
	])('addresses by %s', async (tool, text, wanted) => {
		const silent = ['ip', 'ifconfig'].slice(0, ['ip', 'ifconfig', 'hostname'].indexOf(tool));
		const programs = Object.fromEntries([[tool, text], ...silent.map(name => [name, 'exit 1'])]);
		const job = startJob({env: fakePrograms(programs), body: ['true']});
		const {node} = await job.entry('started');
		const found = node.interfaces.map(({name, addresses}) => [name, addresses]);
		expect(found).toEqual(expect.arrayContaining(wanted));
	});
});
