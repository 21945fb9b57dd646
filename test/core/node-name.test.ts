import {expect, test} from 'vitest';
import {checkedNode} from '../../source/core/node-name.js';

test.each(['iris-013', 'node1.lab.example.org', '10.71.4.11', 'fd71:7::10', 'a_b'])('%s may be logged in to', node => {
	expect(checkedNode(node)).toBe(node);
});

test.each(['root@elsewhere', '-oProxyCommand=id', '', 'a b', 'a;id', '$(id)', 'node1\n'])('%j is refused', node => {
	expect(() => checkedNode(node)).toThrow('is no name of a node');
});
