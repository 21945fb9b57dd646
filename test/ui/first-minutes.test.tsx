import {describe, expect, it} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import type {ClusterTest, ClusterTestStep} from '../../source/wire/calls.js';
import {plainCluster} from '../core/samples.js';
import {clusterOf} from './fixtures/documents.js';
import {KEYS} from './fixtures/mounted.js';
import {opening} from './fixtures/opening.js';

const open = opening({clusters: []});

const HOSTS = [
	{name: 'gateway', address: 'gate.lab.example', user: 'alice', jump: null},
	{name: 'iris', address: 'login.iris.example', user: null, jump: 'gateway'},
];

const STEP: ClusterTestStep = {
	name: 'hop gateway',
	ok: true,
	milliseconds: 41,
	text: 'logged in as alice',
	fault: null,
};
const FOUND: ClusterTest = {
	cluster: 'iris',
	ok: true,
	steps: [STEP],
	hops: ['gateway', 'iris'],
	scheduler: {name: 'slurm', version: '22.05.8'},
	others: [],
	limits: null,
	addresses: [],
};

describe('with nothing configured', () => {
	it.each([
		[80, 24],
		[60, 20],
		[200, 60],
	])('offers what ssh knows and the demo at %ix%i', async (columns, rows) => {
		const frame = await open({columns, rows, answers: {'cluster.hosts': () => HOSTS}}).until('login.iris.example');
		expect(frame).toMatch(/▸ gateway +alice@gate\.lab\.example/);
		expect(frame).toMatch(/iris +login\.iris\.example by gateway/);
		expect(frame).toContain('another host');
		expect(frame).toContain('the demo');
		expect(frame.split('\n')).toHaveLength(rows);
	});

	it('keeps the cursor in sight among many hosts', async () => {
		const many = Array.from({length: 90}, (_, index) => ({
			name: `host${index}`,
			address: null,
			user: null,
			jump: null,
		}));
		const screen = open({answers: {'cluster.hosts': () => many}});
		await screen.until('▸ host0');
		screen.press(...Array.from({length: 91}, () => 'j'));
		await screen.until('▸ the demo');
	});

	it('adds a host as a cluster, shows each hop as it goes, and leads to a first session', async () => {
		const {promise: over, resolve: end} = Promise.withResolvers<ClusterTest>();
		const added = {...clusterOf(), name: 'iris'};
		const screen = open({
			answers: {'cluster.hosts': () => HOSTS, 'cluster.add': () => added, 'cluster.test': () => over},
		});
		await screen.until('login.iris.example');
		screen.press('j', KEYS.enter);
		expect(await screen.until('new cluster')).toContain('iris');
		screen.press(KEYS.enter);
		await screen.until('testing iris');
		expect(screen.client.called.find(({name}) => name === 'cluster.add')?.input).toEqual(
			plainCluster({name: 'iris', host: 'iris'}),
		);
		screen.client.tell('cluster.testing', {cluster: 'iris', name: 'hop gateway', step: null});
		await screen.until('hop gateway …');
		screen.client.tell('cluster.testing', {cluster: 'iris', name: 'hop gateway', step: STEP});
		expect(await screen.until('logged in as alice')).toMatch(/✓ hop gateway +41 ms/);
		screen.press(KEYS.enter);
		await screen.until('the test is not over yet');
		end(FOUND);
		await screen.until('slurm 22.05.8 answers');
		screen.press(KEYS.enter);
		expect(await screen.until('new session')).toMatch(/Cluster +iris/);
	});

	it('says at which hop it failed, in its words, and lets one mend what was typed', async () => {
		const fault = new Fault('link', 'gateway refused the connection', {
			hint: 'is its port another one?',
			facts: {said: 'Connection refused'},
		}).toDocument();
		const step: ClusterTestStep = {name: 'hop gateway', ok: false, milliseconds: 3, text: fault.message, fault};
		const screen = open({
			clusters: [],
			answers: {
				'cluster.hosts': () => HOSTS,
				'cluster.add': () => ({...clusterOf(), name: 'gateway'}),
				'cluster.test': () => ({...FOUND, ok: false, steps: [step], scheduler: null}),
			},
		});
		await screen.until('▸ gateway');
		screen.press(KEYS.enter);
		await screen.until('new cluster');
		screen.press(KEYS.enter);
		await screen.until('testing gateway');
		screen.client.tell('cluster.testing', {cluster: 'gateway', name: 'hop gateway', step});
		const frame = await screen.until('is its port another one?');
		expect(frame).toContain('✗ hop gateway');
		expect(frame).toContain('gateway refused the connection');
		expect(frame).toContain('Connection refused');
		screen.press(KEYS.escape);
		expect(await screen.until('new cluster')).not.toContain('there is a cluster of this name');
		screen.press(':', '2', '2', '2', '2', KEYS.enter);
		await screen.until('testing gateway');
		expect(screen.client.called.findLast(({name}) => name === 'cluster.add')?.input).toMatchObject({
			host: 'gateway',
			port: 2222,
		});
	});

	it('starts the demo, and says why where it does not start', async () => {
		const screen = open({
			startDemo: () => Promise.reject(new Fault('remote', 'no room for a demo', {hint: 'hpctui demo, in a shell'})),
		});
		await screen.until('another host');
		screen.press('j', KEYS.enter);
		expect(await screen.until('no room for a demo')).toContain('hpctui demo, in a shell');
		expect(screen.outside.done).toEqual(['demo']);
	});
});

describe('the form of a cluster', () => {
	it('checks while one types, and adds nothing that makes no sense', async () => {
		const screen = open({clusters: [clusterOf()]});
		await screen.until('No sessions yet.');
		screen.press('c');
		await screen.until('new cluster');
		screen.press(KEYS.enter);
		await screen.until('✗ the host cannot be ""');
		screen.press('-', 'o', 'x');
		await screen.until(/-ox.*✗ a host name/);
		screen.press(KEYS.enter);
		screen.press(KEYS.down, 'i', 'r', 'i', 's');
		await screen.until('✗ there is a cluster of this name');
		expect(screen.client.called.some(({name}) => name === 'cluster.add')).toBe(false);
	});
});
