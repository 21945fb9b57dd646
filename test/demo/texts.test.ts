import {describe, expect, test} from 'vitest';
import {environmentOf} from '../../source/demo/environment.js';
import {isForwardAllowed} from '../../source/demo/forward-rule.js';
import {demoPlacesIn} from '../../source/demo/places.js';
import {knownHostsText, sshConfigText} from '../../source/demo/ssh-files.js';

const PORTS = {gateway: 2201, login: 2202, node1: 2203};
const places = demoPlacesIn('/home/ada/100% mine');

test('the ssh configuration quotes paths, doubles percent signs, and names the way', () => {
	const text = sshConfigText(places, PORTS);
	expect(text).toContain('\tIdentityFile "/home/ada/100%% mine/demo/keys/identity"\n');
	expect(text).toMatch(/Host demo-login\n\tHostName 127.0.0.1\n\tPort 2202\n[\s\S]*ProxyJump demo-gateway\n/);
	expect(text.match(/ProxyJump/g)).toHaveLength(2);
});

test('known_hosts names each host by its port', () => {
	expect(knownHostsText(PORTS, {gateway: 'ssh-ed25519 A', login: 'ssh-ed25519 B', node1: 'ssh-ed25519 C'})).toBe(
		'[127.0.0.1]:2201 ssh-ed25519 A\n[127.0.0.1]:2202 ssh-ed25519 B\n[127.0.0.1]:2203 ssh-ed25519 C\n',
	);
});

describe('forwards', () => {
	test.each([
		['gateway', '127.0.0.1', PORTS.login, true],
		['gateway', 'localhost', PORTS.login, true],
		['gateway', '127.0.0.1', PORTS.node1, false],
		['login', '127.0.0.1', PORTS.node1, true],
		['login', '127.0.0.1', PORTS.gateway, false],
		['node1', '::1', 8888, true],
		['node1', '127.0.0.53', 53, true],
		['node1', '10.0.0.1', 8888, false],
		['node1', '127.0.0.1.example.org', 8888, false],
		['node1', '0.0.0.0', 8888, false],
	] as const)('%s to %s port %i: %s', (from, host, port, isAllowed) => {
		expect(isForwardAllowed(from, {host, port}, PORTS)).toBe(isAllowed);
	});
});

test('what runs on a host sees programs and the time zone of the machine, and nothing else of it', () => {
	const outer = {PATH: '/bin', TZ: 'UTC', HOME: '/home/ada', AWS_SECRET: 'x', HPCTUI_HOME: '/y', PYTHONUSERBASE: '/p'};
	expect(environmentOf('node1', places, outer)).toEqual({
		PATH: '/home/ada/100% mine/demo/programs:/bin',
		TZ: 'UTC',
		HOME: '/home/ada/100% mine/demo/home',
		TMUX_TMPDIR: '/home/ada/100% mine/demo/home',
		USER: 'demo',
		LOGNAME: 'demo',
		SHELL: '/bin/sh',
		HOSTNAME: 'node1',
		PS1: 'node1 $ ',
		PYTHONUSERBASE: '/p',
	});
});
