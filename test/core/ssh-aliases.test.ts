import {expect, test} from 'vitest';
import {aliasOf, knownHostsOf, type SshAlias, sshConfigText} from '../../source/core/ssh-aliases.js';

const alias: SshAlias = {
	session: 'analysis',
	cluster: 'iris',
	user: 'ann',
	identities: ['/home/ann/.ssh/id_ed25519'],
	identitiesOnly: false,
};
const options = {program: ['/usr/bin/node', '/opt/hpctui/cli.js'], folder: '/home/ann/.local/state/hpctui/ssh'};

test('one block a session', () => {
	expect(sshConfigText([alias], options)).toBe(
		[
			'# The sessions of hpctui, for ssh, scp, rsync and editors. Written anew by: hpctui ssh-config --write',
			'',
			'Host hpc-analysis',
			'  User "ann"',
			'  IdentityFile "/home/ann/.ssh/id_ed25519"',
			'  ProxyCommand /usr/bin/node /opt/hpctui/cli.js proxy -- analysis',
			'  ProxyJump none',
			'  ControlPath none',
			'  HostKeyAlias hpctui-iris-node',
			'  UserKnownHostsFile "/home/ann/.local/state/hpctui/ssh/aliases/analysis"',
			'  CheckHostIP no',
			'  UpdateHostKeys no',
			'  ServerAliveInterval 15',
			'',
		].join('\n'),
	);
});

test('who logs in how is said where it is not the usual', () => {
	const text = sshConfigText(
		[
			{...alias, identitiesOnly: true, agent: '/run/my agent'},
			{...alias, agent: null},
		],
		options,
	);
	expect(text).toContain('  IdentitiesOnly yes\n  IdentityAgent "/run/my agent"\n');
	expect(text).toContain('  IdentityAgent none\n');
});

test('blanks, quotes and percent signs stay what they are', () => {
	const odd = {program: ["/opt/it's 100%/node"], folder: '/home/a b/100%'};
	const text = sshConfigText([{...alias, user: 'ann@lab', identities: ['/keys/a "b" %h']}], odd);
	expect(text).toContain('User "ann@lab"');
	expect(text).toContain('IdentityFile "/keys/a \\"b\\" %%h"');
	expect(text).toContain("ProxyCommand '/opt/it'\\''s 100%%/node' proxy -- analysis");
	expect(text).toContain('UserKnownHostsFile "/home/a b/100%%/aliases/analysis"');
});

test('a session that is named as a path has a file of its own all the same', () => {
	expect(knownHostsOf('/x', 'ü@2')).toBe('/x/aliases/%C3%BC%402');
	expect(aliasOf('analysis')).toBe('hpc-analysis');
});
