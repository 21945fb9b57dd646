import type {Client} from '../../source/client/client.js';
import type {SessionDocument} from '../../source/core/session-document.js';
import type {CallName, NoticeName, Notices} from '../../source/wire/calls.js';
import {jobWith, sessionWith} from '../client/session.js';

/** What became of a session of that app, told as soon as somebody subscribes. */
export type Fate = 'ready' | 'ended' | 'queued';

/** A daemon made of paper: answers the demo's calls, and notes them. */
export type ScriptedClient = Client & {readonly calls: string[]; readonly sessions: SessionDocument[]};

/** A client whose sessions come to the end that is written for their app. */
export function scriptedClient(fates: Readonly<Record<string, Fate>>, clusters: object[] = []): ScriptedClient {
	const calls: string[] = [];
	const sessions: SessionDocument[] = [];
	const listeners = new Map<NoticeName, Set<(notice: never) => void>>();
	const answers: Partial<Record<CallName, (input: Record<string, string>) => unknown>> = {
		'cluster.list': () => clusters,
		'cluster.add': cluster => clusters.push(cluster),
		'cluster.login': () => ({link: {hops: ['demo-gateway', 'demo-login', 'demo-node1']}}),
		'session.list': () => sessions,
		'session.new': ({app}) => {
			sessions.push(sessionOf(`id-${app}`, app ?? '', fates[app ?? ''] ?? 'queued'));
			return sessions.at(-1);
		},
		'session.subscribe': () => sessions,
		'session.show': ({session}) => sessions.find(({id}) => id === session),
		'session.stop': ({session}) => sessions.find(({id}) => id === session),
		'session.remove': ({session}) => {
			sessions.splice(
				sessions.findIndex(({id}) => id === session),
				1,
			);
			return {};
		},
	};
	const call = async (name: CallName, input: object) => {
		calls.push([name, ...Object.values(input).filter(value => typeof value === 'string')].join(' '));
		return answers[name]?.(Object.fromEntries(Object.entries(input)));
	};
	const on = <Name extends NoticeName>(name: Name, listener: (notice: Notices[Name]) => void) => {
		const those = listeners.get(name) ?? new Set();
		listeners.set(name, those.add(listener));
		return () => those.delete(listener);
	};
	// The answers above have the shapes that the calls promise, which the compiler cannot follow through a table.
	return {
		calls,
		sessions,
		call,
		on,
		closed: new Promise(() => {}),
		close: () => undefined,
	} as unknown as ScriptedClient;
}

const sessionOf = (id: string, app: string, state: Fate): SessionDocument =>
	sessionWith({
		id,
		name: 'demo',
		cluster: 'demo',
		app,
		state,
		outcome: state === 'ended' ? 'failed' : null,
		lastSeenAt: null,
		note: state === 'ended' ? 'the app ended with code 1' : null,
		job: jobWith({scheduler: 'host', id: '1', state: 'R', nodes: ['node1']}),
		tunnels: [],
		url: 'http://127.0.0.1:1/?token=t',
		log: {path: null, bytes: 0},
	});
