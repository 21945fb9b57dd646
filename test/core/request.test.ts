import {describe, expect, test} from 'vitest';
import type {AppDriver} from '../../source/core/app.js';
import type {Cluster} from '../../source/core/cluster.js';
import {checkedName, requestFrom} from '../../source/core/request.js';
import type {NewSession} from '../../source/core/session-document.js';
import {NOTHING, newSession, plainCluster} from './samples.js';
import {faultOf} from './thrown.js';

const app: AppDriver = {
	name: 'jupyter',
	title: 'Jupyter',
	help: '',
	parameters: [
		{name: 'flavour', type: 'choice', choices: ['lab', 'notebook'], default: 'lab', help: ''},
		{name: 'rows', type: 'integer', default: '10', help: ''},
	],
	ports: [],
	secrets: [],
	body: [],
};

const cluster = (defaults: Readonly<Record<string, string>> = {}): Cluster =>
	plainCluster({address: 'infiniband', route: 'jump', defaults});

const DEFAULTS = {
	walltime: '4h',
	queue: 'batch',
	account: 'physics',
	nodes: '2',
	cpus: '8',
	memory: '8G',
	gpus: '0',
	workdir: '~/analysis',
	setup: 'module load python\nsource venv/bin/activate',
	rows: '20',
	unknown: 'ignored by this app',
};

test('nothing said, no defaults: the site decides, the cluster names address and route', () => {
	expect(requestFrom(newSession(), cluster(), app)).toEqual({
		app: 'jupyter',
		cluster: 'iris',
		resources: NOTHING,
		workdir: null,
		setup: null,
		address: 'infiniband',
		route: 'jump',
		settings: {flavour: 'lab', rows: '10'},
	});
});

test("the cluster's defaults", () => {
	expect(requestFrom(newSession(), cluster(DEFAULTS), app)).toMatchObject({
		resources: {
			walltime: 14_400,
			queue: 'batch',
			account: 'physics',
			nodes: 2,
			cpus: 8,
			memoryBytes: 8 * 1024 ** 3,
			gpus: 0,
		},
		workdir: '~/analysis',
		setup: DEFAULTS.setup,
		settings: {flavour: 'lab', rows: '20'},
	});
});

test('what was said wins over them', () => {
	const said = newSession({
		walltime: 'unlimited',
		queue: 'gpu',
		account: 'chemistry',
		nodes: 1,
		cpus: 1,
		memoryBytes: 1,
		gpus: 4,
		workdir: '/scratch',
		address: 'public',
		route: 'forward',
		settings: {rows: '30', flavour: 'notebook'},
		schedulerArgs: ['--exclusive'],
	});
	expect(requestFrom(said, cluster(DEFAULTS), app)).toMatchObject({
		resources: {
			walltime: 'unlimited',
			queue: 'gpu',
			account: 'chemistry',
			nodes: 1,
			cpus: 1,
			memoryBytes: 1,
			gpus: 4,
			schedulerArgs: ['--exclusive'],
		},
		workdir: '/scratch',
		address: 'public',
		route: 'forward',
		settings: {rows: '30', flavour: 'notebook'},
	});
});

describe('refused before anything is done', () => {
	test.each<[string, Partial<NewSession>, Readonly<Record<string, string>>]>([
		['no walltime at all', {walltime: 0}, {}],
		['half a second', {walltime: 0.5}, {}],
		['a negative walltime', {walltime: -1}, {}],
		['a default walltime without a unit', {}, {walltime: '4'}],
		['no nodes', {nodes: 0}, {}],
		['half a node', {nodes: 1.5}, {}],
		['nodes that are no number', {}, {nodes: 'many'}],
		['no cpus', {cpus: 0}, {}],
		['fewer gpus than none', {gpus: -1}, {}],
		['no memory', {memoryBytes: 0}, {}],
		['memory that is no size', {}, {memory: 'lots'}],
		['a queue that reads as an option', {queue: '-p'}, {}],
		['a queue of two words', {queue: 'a b'}, {}],
		['an empty queue', {queue: ''}, {}],
		['a queue with a line end', {}, {queue: 'a\nb'}],
		['an account with an escape', {account: 'a\u001b[2J'}, {}],
		['a folder with a line end', {workdir: '/a\n#SBATCH --x'}, {}],
		['a scheduler argument with a line end', {schedulerArgs: ['--a\n--b']}, {}],
		['a setting that the app does not have', {settings: {colour: 'red'}}, {}],
		['a default setting of the wrong type', {}, {rows: 'many'}],
	])('%s', (_what, some, defaults) => {
		expect(faultOf(() => requestFrom(newSession(some), cluster(defaults), app)).kind).toBe('usage');
	});
});

describe('names', () => {
	test.each(['a', 'analysis-2', 'Über.data_1+x@y', '9to5', '_x', 'x'.repeat(64)])('%s', name => {
		expect(checkedName(name)).toBe(name);
	});

	test.each(['', ' ', '-x', '.x', 'a b', 'a/b', 'a\n', 'a;b', '$x', 'x'.repeat(65), '"'])('%j is none', name => {
		expect(faultOf(() => checkedName(name)).exitCode).toBe(2);
	});
});
