import type {SessionDocument} from '../../source/core/session-document.js';
import {type Connection, createServer, type Handlers} from '../../source/daemon/server.js';
import {WIRE_VERSION} from '../../source/wire/calls.js';
import {pathsFrom} from '../../source/wire/paths.js';
import {VERSION} from '../../source/wire/version.js';
import {ago, clusterOf, JUPYTER, sessionOf, tunnelOf} from '../../test/ui/fixtures/documents.js';

/** A daemon that only has sessions, and a log that is written as fast as one wants. */
export type FakeDaemon = {
	/** Tells of one session that changed. */
	change(session: SessionDocument): void;
	/** Lines of a job's log, from the end of what was sent before. */
	write(lines: number): void;
	close(): Promise<void>;
};

/** Serves a home with so many sessions, all of which run. */
export async function serveSessions(home: string, count: number): Promise<FakeDaemon> {
	const sessions = Array.from({length: count}, (_, index) =>
		sessionOf({
			id: `01JD3Z${String(index).padStart(6, '0')}`,
			name: `job-${index}`,
			createdAt: ago(index),
			tunnels: [tunnelOf({tried: []})],
		}),
	);
	const {socket} = pathsFrom({HPCTUI_HOME: home});
	const followers = new Set<Connection>();
	const subscribers = new Set<Connection>();
	let sequence = 0;
	let offset = 0;
	let line = 0;
	const answers: Partial<Handlers> = {
		'session.subscribe': async (_input, connection) => {
			subscribers.add(connection);
			return sessions;
		},
		'session.list': async () => [],
		'session.history': async () => [],
		'cluster.list': async () => [clusterOf()],
		'app.list': async () => [JUPYTER],
		'log.read': async () => ({offset: 0, base64: '', size: 0}) as never,
		'log.follow': async (_input, connection) => {
			followers.add(connection);
			return {subscription: 1} as never;
		},
		'log.unfollow': async () => ({}),
	};
	const welcome = {wire: WIRE_VERSION, version: VERSION, pid: process.pid, startedAt: ago(1)};
	const server = await createServer({socketPath: socket, handlers: answers as Handlers, welcome});
	return {
		change(session) {
			sequence += 1;
			for (const connection of subscribers) {
				connection.notify('session.changed', {sequence, session});
			}
		},
		write(lines) {
			const text = Array.from({length: lines}, () => `epoch ${line++} loss 0.${line % 1000} it/s ${line % 77}\n`).join(
				'',
			);
			const bytes = Buffer.from(text);
			const piece = {
				subscription: 1,
				path: '/log',
				offset,
				base64: bytes.toString('base64'),
				size: offset + bytes.length,
			};
			offset += bytes.length;
			for (const connection of followers) {
				connection.notify('log.piece', piece);
			}
		},
		close: () => server.close(),
	};
}
