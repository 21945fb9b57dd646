import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {onTestFinished, vi} from 'vitest';
import ssh2Transport from '../../drivers/transports/ssh2.js';
import type {Asker, Hop, Link, OpenRequest, Question, Transport} from '../../source/core/link.js';
import type {TestServer} from './ssh-server.js';

/** A folder that is gone when the test is. */
export async function testFolder(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'hpctui-test-'));
	onTestFinished(() => rm(folder, {recursive: true, force: true}));
	return folder;
}

/** A hop to a server of this process, whose host key is known unless told otherwise. */
export async function hopTo(server: TestServer, changes: Partial<Hop> = {}): Promise<Hop> {
	const knownHosts = join(await testFolder(), 'known_hosts');
	await writeFile(knownHosts, server.hostKeyLine);
	return {...plainHop(server.port), knownHostsFiles: [knownHosts], ...changes};
}

/** A hop to a port of 127.0.0.1 of which nothing is known. */
export function plainHop(port: number): Hop {
	return {
		name: 'box',
		host: '127.0.0.1',
		port,
		user: userInfo().username,
		identities: [],
		agent: null,
		identitiesOnly: true,
		knownHostsFiles: [],
		hostKeyAlias: null,
		strictHostKeyChecking: 'ask',
		keepAlive: {intervalSeconds: 15, countMax: 3},
		connectTimeoutMs: 10_000,
		proxyCommand: null,
		join: 'forward',
	};
}

/** Somebody who answers from a list, and remembers what was asked. `undefined` in the list: nobody is there. */
export function person(...answers: (readonly string[] | undefined)[]): {ask: Asker; asked: Question[]} {
	const asked: Question[] = [];
	const left = [...answers];
	return {
		asked,
		ask: async question => {
			asked.push(question);
			return left.shift();
		},
	};
}

/**
 * Somebody who thinks for minutes before the answer. The timers of this process are turned meanwhile, until the test is over; else they run
 * with the time.
 */
export function thinker(minutes: number, ...answers: readonly string[]): Asker {
	vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true});
	onTestFinished(() => void vi.useRealTimers());
	return async () => {
		await vi.advanceTimersByTimeAsync(minutes * 60_000);
		return answers;
	};
}

export const nobody: Asker = async () => undefined;

/** How a test opens a hop: with ssh2, from here, and with nobody to be asked, unless told otherwise. */
export type TestRequest = Partial<OpenRequest> & {signal?: AbortSignal; transport?: Transport};

/** Opens a hop; the link is closed when the test is over. */
export async function openHop(hop: Hop, request: TestRequest = {}): Promise<Link> {
	const {signal, transport = ssh2Transport, ...rest} = request;
	const link = await transport.open(
		{hop, over: undefined, ask: nobody, note: () => {}, ...rest},
		signal ?? new AbortController().signal,
	);
	onTestFinished(() => link.close());
	return link;
}
