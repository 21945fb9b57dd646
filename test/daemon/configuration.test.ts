import {mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import {openConfiguration} from '../../source/daemon/configuration.js';
import {temporaryFolder} from '../core/shells.js';
import {faultOf} from '../core/thrown.js';
import {cluster} from './support/cluster.js';

let folders = {config: '', state: ''};
let files = {config: '', memory: ''};
beforeEach(() => {
	const home = temporaryFolder();
	folders = {config: join(home, 'config'), state: join(home, 'state')};
	files = {config: join(folders.config, 'config.json'), memory: join(folders.state, 'memory.json')};
	mkdirSync(folders.config);
	mkdirSync(folders.state);
});

const open = () => openConfiguration(folders);
const way = {address: 'infiniband', route: 'forward'};

describe('clusters', () => {
	test('none at first: exit 3, with the command that adds one', () => {
		expect(open().clusters()).toEqual([]);
		expect(faultOf(() => open().cluster('iris'))).toMatchObject({
			exitCode: 3,
			hint: 'add one: hpctui cluster add NAME --host HOST',
		});
	});

	test('are kept, and found by their names', () => {
		const iris = cluster({hops: ['gateway'], defaults: {walltime: '4h'}});
		open().saveCluster(iris);
		open().saveCluster(cluster({name: 'aion.2'}));
		expect(open().cluster('iris')).toEqual(iris);
		expect(
			open()
				.clusters()
				.map(each => each.name),
		).toEqual(['iris', 'aion.2']);
		expect(faultOf(() => open().cluster('aion'))).toMatchObject({exitCode: 3, hint: 'one of: iris, aion.2'});
	});

	test('saved again: changed; removed: gone', () => {
		const configuration = open();
		configuration.saveCluster(cluster());
		configuration.saveCluster(cluster({host: 'elsewhere'}));
		expect(open().cluster('iris').host).toBe('elsewhere');
		configuration.removeCluster('iris');
		expect(open().clusters()).toEqual([]);
	});

	test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('%s is a name like any other', name => {
		const configuration = open();
		expect(faultOf(() => configuration.cluster(name)).kind).toBe('missing');
		expect(configuration.rememberedWay(name)).toBeNull();
		expect(configuration.rememberedScheduler(name)).toBeNull();
	});
});

describe('what was learned', () => {
	test('is kept by cluster', () => {
		const configuration = open();
		configuration.rememberWay('iris', way);
		configuration.rememberScheduler('iris', 'slurm');
		expect(open().rememberedWay('iris')).toEqual(way);
		expect(open().rememberedScheduler('iris')).toBe('slurm');
		expect(open().rememberedWay('aion')).toBeNull();
	});

	test.each<[string, (configuration: ReturnType<typeof open>) => void]>([
		['changed', configuration => configuration.saveCluster(cluster())],
		['removed', configuration => configuration.removeCluster('iris')],
	])('says nothing about a cluster that was %s', (_what, change) => {
		const configuration = open();
		configuration.saveCluster(cluster());
		for (const name of ['iris', 'aion']) {
			configuration.rememberWay(name, way);
			configuration.rememberScheduler(name, 'slurm');
		}

		change(configuration);
		expect(open().rememberedWay('iris')).toBeNull();
		expect(open().rememberedScheduler('iris')).toBeNull();
		expect(open().rememberedWay('aion')).toEqual(way);
	});
});

test('nobody else can read the files', () => {
	const configuration = open();
	configuration.saveCluster(cluster());
	configuration.rememberScheduler('iris', 'slurm');
	for (const file of Object.values(files)) {
		expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
	}
});

describe('a file that a person broke', () => {
	const BROKEN = '{"clusters": {"iris": {"host": "login",}}}';

	test.each(['config', 'memory'] as const)('%s.json: a config fault that names it, and it is left as it is', name => {
		writeFileSync(files[name], BROKEN);
		const fault = faultOf(open);
		expect(fault).toMatchObject({kind: 'config', exitCode: 2, hint: 'mend the file or move it away'});
		expect(fault.message).toContain(files[name]);
		expect(readFileSync(files[name], 'utf8')).toBe(BROKEN);
	});

	test('while the daemon runs: the same, for every call', () => {
		const configuration = open();
		writeFileSync(files.config, BROKEN);
		const calls = [
			() => configuration.clusters(),
			() => configuration.cluster('iris'),
			() => configuration.saveCluster(cluster()),
			() => configuration.removeCluster('iris'),
		];
		expect(calls.map(call => faultOf(call).kind)).toEqual(['config', 'config', 'config', 'config']);
		expect(readFileSync(files.config, 'utf8')).toBe(BROKEN);
	});

	test('mended: it is read again', () => {
		const configuration = open();
		writeFileSync(files.config, BROKEN);
		expect(faultOf(() => configuration.clusters()).kind).toBe('config');
		writeFileSync(files.config, JSON.stringify({clusters: {iris: cluster()}}));
		expect(configuration.cluster('iris')).toEqual(cluster());
	});

	test.each(['{"iris": {"host": "login"}}', '{"iris": null}', '{"aion": {"name": "iris"}}'])(
		'%s is no cluster: named, whatever is asked',
		clusters => {
			writeFileSync(files.config, `{"clusters": ${clusters}}`);
			const [name = ''] = Object.keys(JSON.parse(clusters));
			for (const call of [() => open().clusters(), () => open().cluster(name)]) {
				expect(faultOf(call)).toMatchObject({kind: 'config', facts: {said: expect.stringContaining(`"${name}"`)}});
			}
		},
	);

	test.each(['{"clusters": 5}', '{"clusters": []}', '{"clusters": null}'])('%s is no list of clusters', text => {
		writeFileSync(files.config, text);
		expect(faultOf(() => open().clusters()).kind).toBe('config');
		expect(readFileSync(files.config, 'utf8')).toBe(text);
	});
});
