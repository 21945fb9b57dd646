import {expect, test} from 'vitest';
import {isOwnHost, nameOfFar, parseTunnelSpec, type TunnelSpec} from '../../source/core/tunnel-far.js';
import {faultOf} from './thrown.js';

const HOST = (host: string, port: number): TunnelSpec['far'] => ({type: 'host', host, port});

test.each<[string, TunnelSpec['far'], number | null]>([
	['8787', {type: 'port', port: 8787}, null],
	['8080:8787', {type: 'port', port: 8787}, 8080],
	['db:5432', HOST('db', 5432), null],
	['5432:db.example.org:5432', HOST('db.example.org', 5432), 5432],
	['10.1.2.3:80', HOST('10.1.2.3', 80), null],
	['8080:10.1.2.3:80', HOST('10.1.2.3', 80), 8080],
	['localhost:80', HOST('localhost', 80), null],
	['[fd00::5]:80', HOST('fd00::5', 80), null],
	['8080:[::1]:80', HOST('::1', 80), 8080],
	['/tmp/app.sock', {type: 'unix', path: '/tmp/app.sock'}, null],
	['9000:/tmp/a:b.sock', {type: 'unix', path: '/tmp/a:b.sock'}, 9000],
	['socks', {type: 'socks'}, null],
	['socks:1080', {type: 'socks'}, 1080],
	['socks5:80', HOST('socks5', 80), null],
])('%s', (text, far, localPort) => {
	expect(parseTunnelSpec(text)).toEqual({far, localPort});
});

test.each([
	'',
	'0',
	'65536',
	'http',
	'8080:',
	':80',
	'80:90:100',
	'0:80',
	'99999:80',
	'socks:',
	'socks:x',
	'socks:0',
	'-h:80',
	'a b:80',
	'fd00::5:80',
	'[fd00::5]',
	'[db]:80',
	'8080:[fd00::5]:',
	'70000:/tmp/a',
	'/tmp/\u001b[31m',
	`/${'x'.repeat(107)}`,
	'./app.sock',
])('%j is refused with examples', text => {
	expect(faultOf(() => parseTunnelSpec(text))).toMatchObject({
		kind: 'usage',
		hint: expect.stringMatching(/for example|107 bytes/),
	});
});

test.each(['8787', 'db:5432', '[fd00::5]:80', '/tmp/app.sock', 'socks'])('%s is its own name', text => {
	expect(nameOfFar(parseTunnelSpec(text).far)).toBe(text);
});

test('a host that means itself is known', () => {
	expect(['localhost', 'LOCALHOST.', '127.0.0.1', '127.9.9.9', '::1'].every(isOwnHost)).toBe(true);
	expect(['node1', '10.0.0.1', 'localhost.example.org', '::2'].some(isOwnHost)).toBe(false);
});
