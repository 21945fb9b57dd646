import {expect, test} from 'vitest';
import type {Resources} from '../../source/core/job.js';
import {smallerRequests} from '../../source/core/smaller-requests.js';
import {NOTHING} from './samples.js';

test.each<[Partial<Resources>, readonly string[]]>([
	[{}, []],
	[{walltime: 'unlimited', nodes: 1, cpus: 1, gpus: 0}, []],
	[{walltime: 900}, []],
	[{walltime: 14_400}, ['walltime 2h']],
	[{walltime: 5401}, ['walltime 46m']],
	[{walltime: 3 * 86_400}, ['walltime 1d12h']],
	[{nodes: 5, gpus: 4, cpus: 3}, ['nodes 3', 'gpus 2', 'cpus 2']],
	[{memoryBytes: 8 * 1024 ** 3}, ['memory 4G']],
])('half of %o', (some, wanted) => {
	expect(smallerRequests({...NOTHING, ...some}).map(({option, value}) => `${option} ${value}`)).toEqual(wanted);
});

test('the rest of the request stays', () => {
	const resources: Resources = {...NOTHING, walltime: 14_400, cpus: 8, queue: 'long'};
	expect(smallerRequests(resources).map(({resources: less}) => less)).toEqual([
		{...resources, walltime: 7200},
		{...resources, cpus: 4},
	]);
});
