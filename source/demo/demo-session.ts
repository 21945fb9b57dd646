import type {Client} from '../client/client.js';
import {Fault} from '../core/fault.js';
import type {NewSession, SessionDocument} from '../core/session-document.js';
import {awaitState, type Waiting} from './await-state.js';
import {DEMO_NAME} from './hosts.js';

/** Makes a session on the demo's cluster. */
export async function makeDemoSession(client: Client, app: string): Promise<SessionDocument> {
	return client.call('session.new', newDemoSession(app));
}

function newDemoSession(app: string): NewSession {
	return {
		app,
		cluster: DEMO_NAME,
		name: DEMO_NAME,
		walltime: null,
		queue: null,
		account: null,
		nodes: null,
		cpus: null,
		memoryBytes: null,
		gpus: null,
		workdir: null,
		address: null,
		route: null,
		localPort: null,
		autoRenew: null,
		settings: {},
		schedulerArgs: [],
	};
}

/** Ends the session's job, and waits a while for it to be over; one that takes longer ends without us. */
export async function endDemoSession(client: Client, id: string, waiting: Waiting): Promise<void> {
	await client.call('session.stop', {session: id});
	await awaitState(client, id, ['ended'], waiting).catch((thrown: unknown) => {
		const fault = Fault.from(thrown);
		if (fault.kind !== 'timeout') {
			throw fault;
		}
	});
}
