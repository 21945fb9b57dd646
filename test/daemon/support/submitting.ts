import {onTestFinished} from 'vitest';
import {Fault} from '../../../source/core/fault.js';
import {createClusterLink} from '../../../source/daemon/cluster-link.js';
import {openConfiguration} from '../../../source/daemon/configuration.js';
import {createHopPool} from '../../../source/daemon/hop-pool.js';
import {createSite} from '../../../source/daemon/site.js';
import {openStore, type SessionStore} from '../../../source/daemon/store.js';
import {submit} from '../../../source/daemon/submission.js';
import {intended} from '../../core/samples.js';
import {temporaryFolder} from '../../core/shells.js';
import {cluster as sample} from './cluster.js';
import {fakeClock} from './fake-clock.js';
import {type FakeCluster, fakeCluster} from './fake-cluster.js';
import {fakeDriver} from './fake-scheduler.js';
import {type MemoryJournal, memoryJournal} from './memory-journal.js';
import {sampleApp} from './sample-app.js';
import {hopNamed, scriptedTransport} from './scripted-link.js';

export const {id: ID, tag: TAG} = intended;
/** The session's folder on the fake cluster. */
export const FOLDER = `/home/u/.hpctui/sessions/${ID}`;

/** A daemon that submits one session, on a cluster and a disk that may have seen another daemon before. */
export function submittingDaemon(cluster: FakeCluster = fakeCluster(), journal: MemoryJournal = memoryJournal()) {
	const clock = fakeClock();
	const folder = temporaryFolder();
	const fault: {atLogin: Fault | null} = {atLogin: null};
	const transport = scriptedTransport(({hop}) => {
		if (fault.atLogin !== null) {
			throw fault.atLogin;
		}

		return cluster.link(hop);
	});
	const link = createClusterLink({
		cluster: sample(),
		clock,
		choose: () => ({transport, why: 'the test says so'}),
		pool: createHopPool(),
		askerAt: () => async () => undefined,
		note: () => {},
		resolve: async () => [hopNamed('login')],
		isWanted: () => true,
		onNews: () => {},
	});
	const registry = {
		schedulers: new Map([['fake', fakeDriver]]),
		apps: new Map([['jupyter', sampleApp]]),
		transports: new Map(),
		addresses: new Map(),
		routes: new Map(),
	};
	const site = createSite({
		cluster: sample(),
		link,
		registry,
		clock,
		configuration: openConfiguration({config: folder, state: folder}),
		resolveNode: () => Promise.reject(new Fault('bug', 'no nodes here')),
	});
	onTestFinished(() => site.close());
	const stop = new AbortController();
	const changeOfMind = new AbortController();
	const store: SessionStore = openStore({journal, clock, note: () => {}});
	return {
		cluster,
		journal,
		clock,
		store,
		transport,
		fault,
		stop,
		changeOfMind,
		begin: () => store.begin(intended),
		/** Submits to the end, however long it takes; what it ended with, or null. */
		async submit(): Promise<Fault | null> {
			let result: Fault | null | undefined;
			submit(ID, {store, site, registry, clock, signal: stop.signal, untilAsked: changeOfMind.signal}).then(
				() => {
					result = null;
				},
				(error: unknown) => {
					result = Fault.from(error);
				},
			);
			await clock.advanceUntil(() => result !== undefined);
			return result ?? null;
		},
		asked: (verb: string) => cluster.scheduler.asked.filter(line => line.split(' ')[0] === verb).length,
	};
}
