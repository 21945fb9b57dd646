import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import {createServer, type Handlers, type Server, type ServerOptions} from '../../source/daemon/server.js';
import {type Welcome, WIRE_VERSION} from '../../source/wire/calls.js';
import {type Paths, pathsFrom} from '../../source/wire/paths.js';

/** A home of its own for one test, removed afterwards. */
export async function freshHome(): Promise<{home: string; env: NodeJS.ProcessEnv; paths: Paths}> {
	const home = await mkdtemp(join(tmpdir(), 'hpctui-test-'));
	onTestFinished(() => rm(home, {recursive: true, force: true}));
	const env = {...process.env, HPCTUI_HOME: home};
	return {home, env, paths: pathsFrom(env)};
}

export const WELCOME: Welcome = {
	wire: WIRE_VERSION,
	version: '0.1.0',
	pid: process.pid,
	startedAt: '2026-11-20T09:00:00Z',
};

/** Handlers of which only those given answer; the others fail as our bug. */
function handlersWith(some: Partial<Handlers>): Handlers {
	return new Proxy(some, {
		get: (target, name) =>
			Reflect.get(target, name) ?? (() => Promise.reject(new Fault('bug', `no handler ${String(name)}`))),
		getOwnPropertyDescriptor: () => ({configurable: true, enumerable: true, writable: true}),
	}) as Handlers;
}

/** A server with these handlers, closed when the test ends. */
export async function serveFake(
	socketPath: string,
	some: Partial<Handlers>,
	options: Partial<ServerOptions> = {},
): Promise<Server> {
	const server = await createServer({socketPath, handlers: handlersWith(some), welcome: WELCOME, ...options});
	onTestFinished(() => server.close());
	return server;
}
