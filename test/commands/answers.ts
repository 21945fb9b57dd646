import type {AppDriver} from '../../source/core/app.js';
import type {AppDocument, ClusterDocument, ClusterTest, DaemonStatus} from '../../source/wire/calls.js';
import {sessionWith} from '../client/session.js';
import type {Answers} from './world.js';

export const CLUSTER: ClusterDocument = {
	name: 'c',
	host: 'login.iris.example',
	user: 'me@site',
	port: 2222,
	hops: ['gateway'],
	identity: null,
	sshConfig: null,
	scheduler: 'slurm',
	transport: 'auto',
	address: 'auto',
	route: 'auto',
	defaults: {walltime: '4h'},
	link: {
		state: 'up',
		hops: ['gateway', 'login.iris.example'],
		since: '2026-11-20T09:00:00Z',
		retryAt: null,
		fault: null,
		roundTripMs: 12.4,
		transport: {name: 'ssh2', why: 'nothing in the configuration needs more'},
	},
	counts: {schedulerCommands: 3, schedulerCommandsLastHour: 2, authentications: 2, authenticationsLastHour: 0},
};

export const CLUSTER_TEST: ClusterTest = {
	cluster: 'c',
	ok: true,
	steps: [
		{name: 'gateway', ok: true, milliseconds: 120.4, text: 'OpenSSH_9.2', fault: null},
		{name: 'scheduler', ok: true, milliseconds: 30, text: 'slurm 22.05', fault: null},
	],
	hops: ['gateway', 'login'],
	scheduler: {name: 'slurm', version: '22.05'},
	others: [{name: 'torque', version: '6.1.2'}],
	limits: {
		queues: [
			{
				name: 'batch',
				isDefault: true,
				isOpen: true,
				maxWalltime: 172_800,
				defaultWalltime: null,
				nodesTotal: 2,
				nodesIdle: 1,
				cpusPerNode: 4,
				memoryBytesPerNode: 8 * 1024 ** 3,
				gres: null,
			},
		],
		accounts: ['phys'],
	},
	addresses: [],
};

export const APP: AppDocument = {
	name: 'jupyter',
	title: 'Jupyter',
	help: 'A notebook server.',
	parameters: [{name: 'setup', type: 'text', default: '', help: 'lines before it starts'}],
	ports: [{name: 'notebook', kind: 'http', isRequired: true}],
	file: null,
};

/** The same, whole. */
export const APP_FILE: AppDriver = {
	name: 'jupyter',
	title: 'Jupyter',
	help: 'A notebook server.',
	parameters: APP.parameters,
	ports: APP.ports,
	secrets: ['token'],
	body: ['exec jupyter lab'],
};

const STATUS: DaemonStatus = {
	pid: 42,
	version: '0.1.0',
	wire: 1,
	startedAt: '2026-11-20T09:00:00Z',
	home: '/h',
	socket: '/h/run/daemon.sock',
	sessions: 1,
	clients: 2,
	memoryBytes: 100 * 1024 ** 2,
	trouble: null,
};

/** A daemon to which everything succeeds. */
export const ANSWERS: Answers = {
	'session.new': sessionWith({state: 'queued', url: null}),
	'session.estimate': {
		startsAt: '2026-11-21T09:00:00Z',
		note: null,
		sooner: [{option: 'walltime', value: '2h', startsAt: '2026-11-20T10:30:00Z'}],
	},
	'session.plan': {script: '#!/bin/sh\necho hi\n', command: 'sbatch /home/u/job.sh'},
	'session.list': [sessionWith()],
	'session.show': sessionWith(),
	'session.history': [{at: '2026-11-20T09:00:00Z', type: 'submitted', text: 'submitted as 4242'}],
	'session.subscribe': [],
	'session.stop': sessionWith({state: 'ended', outcome: 'cancelled'}),
	'session.remove': {warning: null},
	'session.extend': sessionWith(),
	'session.renew': sessionWith(),
	'session.adopt': sessionWith(),
	'log.read': {path: '/log', offset: 0, base64: '', size: 0},
	'cluster.add': CLUSTER,
	'cluster.list': [CLUSTER],
	'cluster.show': CLUSTER,
	'cluster.remove': {},
	'cluster.test': CLUSTER_TEST,
	'cluster.login': CLUSTER,
	'app.list': [APP],
	'app.broken': [],
	'session.secret': {name: 'password', value: 'abc'},
	'app.show': {app: APP_FILE, file: null},
	'daemon.status': STATUS,
	'daemon.stop': {},
};
