import {expect, test} from 'vitest';
import direct from '../../drivers/routes/direct.js';
import exec from '../../drivers/routes/exec.js';
import forward from '../../drivers/routes/forward.js';
import jump from '../../drivers/routes/jump.js';
import {nodeOf} from '../addresses/nodes.js';

const node = nodeOf('iris');
const fabric = {address: 'infiniband', host: '10.1.1.55', interfaceName: 'ib0', rank: 80};
const loopback = {address: 'loopback', host: '127.0.0.1', interfaceName: 'lo', rank: 90};

test('forward: the last hop connects to the address, but never to its own loopback', () => {
	expect(forward.plan(fabric, node, 8888)).toEqual({via: 'last-hop', host: '10.1.1.55', port: 8888});
	expect(forward.plan(loopback, node, 8888)).toBeNull();
});

test('jump: the loopback of the node, whatever the address', () => {
	const wanted = {via: 'node', node: 'iris-013', host: '127.0.0.1', port: 8888};
	expect(jump.plan(loopback, node, 8888)).toEqual(wanted);
	expect(jump.plan(fabric, node, 8888)).toEqual(wanted);
});

test('auto tries forward before jump', () => {
	expect(forward.autoOrder).toBeLessThan(jump.autoOrder ?? 0);
});

test('exec: as forward, by a command, and only where it is chosen', () => {
	expect(exec.plan(fabric, node, 8888)).toEqual({via: 'command', host: '10.1.1.55', port: 8888});
	expect(exec.plan(loopback, node, 8888)).toBeNull();
	expect(exec.autoOrder).toBeNull();
});

test('direct: the address as it is, and only where it is chosen', () => {
	expect(direct.plan(fabric, node, 8888)).toEqual({via: 'none', host: '10.1.1.55', port: 8888});
	expect(direct.plan(loopback, node, 8888)).toBeNull();
	expect(direct.side(node)).toBeNull();
	expect(direct.autoOrder).toBeNull();
});
