import {expect, test} from 'vitest';
import {byHand, jumpTo} from '../../../drivers/transports/common/by-hand.js';
import type {Hop} from '../../../source/core/link.js';
import {plainHop} from '../hop.js';

const login: Hop = {...plainHop(22), name: 'login', user: 'alice'};

test.each<[string, Partial<Hop>, string]>([
	['a host', {}, 'ssh -v alice@login'],
	['behind others', {passed: ['gateway', 'inner']}, 'ssh -v -J gateway,inner alice@login'],
	['with another port and configuration', {port: 2222, sshConfig: '/a b'}, "ssh -v -F '/a b' -p 2222 alice@login"],
	['where nothing may be forwarded', {passed: ['gateway'], join: 'exec'}, 'ssh -v alice@login'],
])('%s', (_what, some, line) => {
	expect(byHand({...login, ...some})).toBe(line);
});

test('a host to jump over, with an IPv6 address in brackets', () => {
	expect(jumpTo(login)).toBe('alice@login');
	expect(jumpTo({...login, name: '::1', port: 2222})).toBe('alice@[::1]:2222');
});
