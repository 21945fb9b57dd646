import {mkdirSync, writeFileSync} from 'node:fs';
import {createServer, get} from 'node:http';
import {type AddressInfo, createConnection} from 'node:net';
import {join} from 'node:path';
import {setImmediate as turn} from 'node:timers/promises';
import {onTestFinished} from 'vitest';
import {Fault} from '../../../source/core/fault.js';
import type {Change} from '../../../source/core/plan.js';
import type {NewSession, SessionDocument} from '../../../source/core/session-document.js';
import {openConfiguration} from '../../../source/daemon/configuration.js';
import {createEngine} from '../../../source/daemon/engine.js';
import {loadRegistry} from '../../../source/daemon/registry.js';
import type {Connection} from '../../../source/daemon/server.js';
import {newSession, report} from '../../core/samples.js';
import {temporaryFolder} from '../../core/shells.js';
import {cluster as sample} from './cluster.js';
import {type FakeClock, fakeClock} from './fake-clock.js';
import {type FakeCluster, fakeCluster} from './fake-cluster.js';
import {fakeDriver} from './fake-scheduler.js';
import {type MemoryJournal, memoryJournal} from './memory-journal.js';
import {freePort} from './ports.js';
import {sampleApp, sampleFarm} from './sample-app.js';
import {byteStream, scriptedTransport} from './scripted-link.js';

/** What outlives a daemon: the cluster, the disk, the clock on the wall. */
export type World = {
	readonly cluster: FakeCluster;
	readonly journal: MemoryJournal;
	readonly clock: FakeClock;
	readonly home: string;
	/** What a login ends with instead of a link. */
	fault: Fault | null;
};

export function world(): World {
	const home = temporaryFolder();
	mkdirSync(join(home, 'config'));
	mkdirSync(join(home, 'state'));
	writeFileSync(join(home, 'ssh_config'), '');
	return {cluster: fakeCluster(), journal: memoryJournal(), clock: fakeClock(), home, fault: null};
}

const nobody: Connection = {
	id: 1,
	canAnswer: false,
	answersAll: false,
	signal: new AbortController().signal,
	notify: () => true,
	openChannel: () => ({number: 1, send: () => true, close: () => {}}),
	drained: () => Promise.resolve(),
	onClose: () => {},
	close: () => {},
};

/** A daemon at work in this world, without its socket. */
export async function startEngine(there: World) {
	const real = await loadRegistry();
	const transport = scriptedTransport(({hop}) => {
		if (there.fault !== null) {
			throw there.fault;
		}

		return there.cluster.link(hop);
	});
	const configuration = openConfiguration({config: join(there.home, 'config'), state: join(there.home, 'state')});
	configuration.saveCluster(sample({sshConfig: join(there.home, 'ssh_config')}));
	const notes: string[] = [];
	const engine = createEngine({
		journal: there.journal,
		configuration,
		connectionFolder: join(there.home, 'state', 'connections'),
		clock: there.clock,
		registry: {
			...real,
			schedulers: new Map([['fake', fakeDriver]]),
			transports: new Map([['scripted', transport]]),
			apps: new Map([
				['jupyter', sampleApp],
				['farm', sampleFarm],
			]),
		},
		userApps: {now: () => []},
		note: line => notes.push(line),
		env: {},
		status: () => ({pid: 1, version: '0', wire: 1, startedAt: '', home: '', socket: '', clients: 0, memoryBytes: 0}),
		onStop: () => {},
		broadcastCluster: () => {},
	});
	let isOver = false;
	onTestFinished(() => {
		isOver = true;
		engine.close();
	});
	engine.takeUp();
	const {handlers} = engine;
	const call = {signal: nobody.signal};
	return {
		engine,
		notes,
		transport,
		new: async (some: Partial<NewSession & {key: string}> = {}, signal = call.signal) =>
			handlers['session.new'](newSession({localPort: await freePort(), ...some}), nobody, signal),
		show: (session: string) => handlers['session.show']({session}, nobody, call.signal),
		stop: (session: string) => handlers['session.stop']({session}, nobody, call.signal),
		remove: (session: string, force = false) => handlers['session.remove']({session, force}, nobody, call.signal),
		list: (all = true) => handlers['session.list']({all}, nobody, call.signal),
		history: (session: string) => handlers['session.history']({session}, nobody, call.signal),
		scale: (session: string, change: Change, name = 'workers') =>
			handlers['session.scale']({session, name, change}, nobody, call.signal),
		action: (session: string, action: string) => handlers['session.action']({session, action}, nobody, call.signal),
		connectionFile: (session: string) => handlers['session.connectionFile']({session}, nobody, call.signal),
		renew: (session: string, wish: Partial<Parameters<(typeof handlers)['session.renew']>[0]> = {}) =>
			handlers['session.renew']({walltime: null, overlapSeconds: 0, ...wish, session}, nobody, call.signal),
		/** Lets time pass until the session is forgotten. */
		async untilGone(session: string): Promise<void> {
			while (!isOver && engine.store.get(session) !== undefined) {
				await turn();
				await there.clock.advance(there.clock.pauses[0] ?? 0);
			}
		},
		/** Lets time pass until the session is as wanted; what it is then. */
		async until(session: string, isWanted: (document: SessionDocument) => boolean): Promise<SessionDocument> {
			while (!isOver) {
				const document = await handlers['session.show']({session}, nobody, call.signal);
				if (isWanted(document)) {
					return document;
				}

				// Real bytes pass real sockets between two movements of the clock.
				for (let turns = 0; turns < 20; turns++) {
					await turn();
				}

				await there.clock.advance(there.clock.pauses[0] ?? 0);
			}

			throw new Error('the test was over first');
		},
	};
}

export type Engine = Awaited<ReturnType<typeof startEngine>>;

/** The job starts on a node: the scheduler says so, and so does its record. `port`: where the app will listen. */
export function startJob({cluster, clock}: World, {id, folder, host, port}: JobStart): void {
	const job = cluster.scheduler.jobs.get(id);
	if (job === undefined) {
		throw new Error(`the fake scheduler has no job ${id}`);
	}

	const now = clock.now();
	job.report = report({
		id,
		tag: job.report.tag,
		nodes: [host],
		startedAt: now,
		endsAt: now + 14_400_000,
	});
	cluster.write(`${folder}/output`, 'hello\n');
	const interfaces = [{name: 'ib0', linkType: 32, isUp: true, addresses: ['172.17.6.55']}];
	const ports = {notebook: port, dashboard: port + 1};
	const started = {type: 'started', at: Math.floor(now / 1000), host, jobId: id, pid: 1, interfaces, ports};
	cluster.write(`${folder}/record`, `${JSON.stringify(started)}\n`);
}

export type JobStart = {readonly id: string; readonly folder: string; readonly host: string; readonly port: number};

/** The app answers on that port of the node, to whoever knows the token. */
export async function serveApp({cluster}: World, port: number, token: string): Promise<void> {
	const server = createServer((request, response) => {
		response.end(request.headers.authorization === `token ${token}` ? 'ours' : 'who are you?');
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const {port: here} = server.address() as AddressInfo;
	cluster.services.set(
		`172.17.6.55:${port}`,
		() =>
			new Promise((resolve, reject) => {
				const socket = createConnection(here, '127.0.0.1', () => resolve(byteStream(socket)));
				socket.once('error', error => reject(new Fault('link', error.message)));
			}),
	);
}

/** What the local end of a tunnel answers to a person. */
export function ask(localPort: number | null, token: string): Promise<string> {
	return new Promise((resolve, reject) => {
		const options = {host: '127.0.0.1', port: localPort ?? 0, headers: {authorization: `token ${token}`}, agent: false};
		get(options, response => {
			response.setEncoding('utf8');
			let text = '';
			response.on('data', piece => {
				text += piece;
			});
			response.on('end', () => resolve(text));
		}).on('error', reject);
	});
}
