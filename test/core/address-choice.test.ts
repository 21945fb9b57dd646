import {describe, expect, test} from 'vitest';
import {candidatesFor, parseAddressChoice} from '../../source/core/address-choice.js';
import {Fault} from '../../source/core/fault.js';
import {drivers, nodeOf} from '../addresses/nodes.js';

function ranked(choice: string, node: string) {
	const found = candidatesFor(parseAddressChoice(choice, drivers), nodeOf(node), drivers);
	return found.map(({address, host}) => `${address} ${host}`);
}

function faultOf(act: () => unknown): Fault {
	try {
		act();
	} catch (error) {
		return Fault.from(error);
	}

	throw new Error('nothing was thrown');
}

describe('parseAddressChoice', () => {
	test.each([
		['auto', {type: 'auto'}],
		['infiniband', {type: 'named', name: 'infiniband', argument: null}],
		['interface:ib1', {type: 'named', name: 'interface', argument: 'ib1'}],
		['interface:eth0:1', {type: 'named', name: 'interface', argument: 'eth0:1'}],
		['ip:10.1.1.1', {type: 'named', name: 'ip', argument: '10.1.1.1'}],
		['ip:fd00::1', {type: 'named', name: 'ip', argument: 'fd00::1'}],
	])('%s', (text, wanted) => {
		expect(parseAddressChoice(text, drivers)).toEqual(wanted);
	});

	test.each([
		'',
		'infinband',
		'interface',
		'ip',
		'infiniband:ib0',
		'auto:x',
		'ip:node1',
		'ip:',
		'interface:',
		'interface:a b',
	])('%j is wrong usage', text => {
		expect(faultOf(() => parseAddressChoice(text, drivers))).toMatchObject({kind: 'usage', exitCode: 2});
	});

	test('the fault lists what there is', () => {
		expect(faultOf(() => parseAddressChoice('fast', drivers)).hint).toBe(
			'one of: auto, hostname, infiniband, interface:NAME, ip:ADDRESS, loopback, public',
		);
	});
});

describe('candidatesFor', () => {
	test('auto: loopback for a way to the node, then fabric, default route, other routed ones, public, name', () => {
		expect(ranked('auto', 'iris')).toEqual([
			'loopback 127.0.0.1',
			'infiniband 10.1.1.55',
			'interface 172.17.6.55',
			'interface fd00:17::55',
			'interface 10.9.0.55',
			'hostname iris-013',
		]);
		expect(ranked('auto', 'public')).toEqual([
			'loopback 127.0.0.1',
			'interface 192.168.7.7',
			'public 134.94.7.7',
			'public 2001:638::7',
			'hostname wn7.grid.example.org',
		]);
	});

	test('an address is named once, by its best driver', () => {
		expect(ranked('auto', 'slingshot')).toEqual([
			'loopback 127.0.0.1',
			'infiniband 10.253.4.1',
			'interface 10.252.1.9',
			'hostname nid001234',
		]);
	});

	test('a fabric that is down is no candidate', () => {
		expect(ranked('auto', 'down')).not.toContain('infiniband 10.2.0.9');
	});

	test('an explicit choice is obeyed', () => {
		expect(ranked('interface:em2', 'iris')).toEqual(['interface 10.9.0.55']);
		expect(ranked('ip:10.3.3.3', 'bare')).toEqual(['ip 10.3.3.3']);
	});

	test('an explicit choice that finds nothing says what there is', () => {
		const fault = faultOf(() => ranked('interface:ib1', 'iris'));
		expect(fault.kind).toBe('config');
		expect(fault.message).toBe('iris-013 has no address for interface:ib1');
		expect(fault.hint).toContain('ib0 10.1.1.55, ib1 without address');
	});
});
