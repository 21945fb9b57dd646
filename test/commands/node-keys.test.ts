import {appendFileSync, lstatSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {pointToNode} from '../../source/commands/node-keys.js';
import {knownHostsOf} from '../../source/core/ssh-aliases.js';
import type {ProxiedNode} from '../../source/wire/calls.js';
import {temporaryFolder} from '../core/shells.js';

const node = (name: string, ...keys: readonly string[]): ProxiedNode => ({
	name,
	cluster: 'iris',
	hostKeys: keys.map(key => ({marker: '', key})),
});

test('an alias reads the keys of the node that it leads to, and of no other', () => {
	const folder = join(temporaryFolder(), 'ssh');
	const file = knownHostsOf(folder, 'analysis');
	pointToNode(folder, 'analysis', node('iris-001', 'ssh-ed25519 AAAA'));
	expect(readFileSync(file, 'utf8')).toBe('hpctui-iris-node ssh-ed25519 AAAA from-hpctui\n');
	pointToNode(folder, 'analysis', node('iris-002'));
	expect(readFileSync(file, 'utf8')).toBe('');
	expect(lstatSync(file).isSymbolicLink()).toBe(true);
	expect(statSync(file).mode & 0o777).toBe(0o600);
	expect(statSync(join(folder, 'aliases')).mode & 0o777).toBe(0o700);
});

test('what ssh was told to trust stays with the node; what we wrote is written anew', () => {
	const folder = join(temporaryFolder(), 'ssh');
	pointToNode(folder, 'analysis', node('iris-001', 'ssh-ed25519 AAAA'));
	appendFileSync(knownHostsOf(folder, 'analysis'), 'hpctui-iris-node ssh-rsa BBBB\n');
	pointToNode(folder, 'other', node('iris-001', 'ssh-ed25519 CCCC'));
	expect(readFileSync(knownHostsOf(folder, 'analysis'), 'utf8').split('\n')).toEqual([
		'hpctui-iris-node ssh-ed25519 CCCC from-hpctui',
		'hpctui-iris-node ssh-rsa BBBB',
		'',
	]);
});

test('a node without known keys has a file that ssh may add to', () => {
	const folder = join(temporaryFolder(), 'ssh');
	pointToNode(folder, 'analysis', {...node('iris-001'), hostKeys: [{marker: '@revoked', key: 'ssh-rsa DDDD'}]});
	expect(readFileSync(knownHostsOf(folder, 'analysis'), 'utf8')).toBe(
		'@revoked hpctui-iris-node ssh-rsa DDDD from-hpctui\n',
	);
});
