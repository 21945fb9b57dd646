import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {drivers, nodeOf} from './nodes.js';

function hosts(driver: string, node: string, argument: string | null = null) {
	const found = drivers.find(({name}) => name === driver)?.candidates(nodeOf(node), argument) ?? [];
	return found.map(({host, interfaceName}) => `${host} ${interfaceName ?? '-'}`);
}

test('each file is a driver of its name', () => {
	const files = readdirSync(join(import.meta.dirname, '../../drivers/addresses')).map(file =>
		file.replace(/\.ts$/, ''),
	);
	expect(drivers.map(({name}) => name).toSorted()).toEqual(files.toSorted());
});

describe('candidates', () => {
	test.each([
		['infiniband', 'iris', null, ['10.1.1.55 ib0']],
		['infiniband', 'slingshot', null, ['10.253.4.1 hsn0']],
		['infiniband', 'public', null, []],
		['infiniband', 'down', null, []],
		['interface', 'iris', 'em2', ['10.9.0.55 em2']],
		['interface', 'iris', 'ib1', []],
		['interface', 'iris', 'eth7', []],
		['interface', 'down', 'ibp65s0', ['10.2.0.9 ibp65s0']],
		['interface', 'slingshot', null, ['10.253.4.1 hsn0', '10.252.1.9 nmn0']],
		['interface', 'public', null, ['192.168.7.7 eth1']],
		['public', 'public', null, ['134.94.7.7 eth0', '2001:638::7 eth0']],
		['public', 'iris', null, []],
		['hostname', 'bare', null, ['node0 -']],
		['loopback', 'iris', null, ['127.0.0.1 lo']],
		['loopback', 'bare', null, ['127.0.0.1 -']],
		['ip', 'iris', '10.1.1.55', ['10.1.1.55 ib0']],
		['ip', 'iris', '10.66.0.1', ['10.66.0.1 -']],
	] as const)('%s on %s (%s)', (driver, node, argument, wanted) => {
		expect(hosts(driver, node, argument)).toEqual(wanted);
	});

	test.each(['ib0', 'ibs1', 'ibp65s0', 'ib0.8001', 'hsn3', 'opa0', 'bond-ib', 'bond_ib0', 'bondib0'])(
		'%s is a fabric by its name alone',
		name => {
			const node = {
				host: 'n',
				interfaces: [{name, linkType: null, isUp: true, addresses: ['10.0.0.1']}],
				defaultInterface: null,
			};
			expect(drivers.find(driver => driver.name === 'infiniband')?.candidates(node, null)).toHaveLength(1);
		},
	);
});
