import {describe, expect, test} from 'vitest';
import {parseTarget} from '../../../drivers/transports/common/names.js';
import {Fault} from '../../../source/core/fault.js';

describe('parseTarget', () => {
	test.each([
		['iris', {host: 'iris', user: null, port: null}],
		['ann@iris.example.org', {host: 'iris.example.org', user: 'ann', port: null}],
		['ann@iris:2222', {host: 'iris', user: 'ann', port: 2222}],
		['ann@uni.edu@iris', {host: 'iris', user: 'ann@uni.edu', port: null}],
		['fed/ann@iris', {host: 'iris', user: 'fed/ann', port: null}],
		['10.0.0.1:22', {host: '10.0.0.1', user: null, port: 22}],
		['fe80::1', {host: 'fe80::1', user: null, port: null}],
		['[2001:db8::1]:2222', {host: '2001:db8::1', user: null, port: 2222}],
		['ssh://ann@iris:2222', {host: 'iris', user: 'ann', port: 2222}],
		['node_7', {host: 'node_7', user: null, port: null}],
	])('%s', (written, wanted) => {
		expect(parseTarget(written)).toEqual(wanted);
	});

	test.each([
		'',
		'-oProxyCommand=id',
		'ann@-oProxyCommand=id',
		'-l@iris',
		'two words',
		'iris;id',
		'iris$(id)',
		'iris`id`',
		'iris|id',
		'a&b',
		'iris\n',
		'iris\x1b[2J',
		'an n@iris',
		"ann'@iris",
		'ann"@iris',
		'ann$x@iris',
		'ann;id@iris',
		'@iris',
		'iris:0',
		'iris:65536',
		'iris:ssh',
		'iris:22:22',
		':22',
		'iris/../x',
		'%h',
		`${'x'.repeat(256)}`,
	])('refuses %j', written => {
		expect(() => parseTarget(written)).toThrow(Fault);
	});
});
