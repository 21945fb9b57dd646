import {userInfo} from 'node:os';
import {buffer} from 'node:stream/consumers';
import {afterAll, beforeAll, describe} from 'vitest';
import localTransport from '../../drivers/transports/local.js';
import opensshTransport from '../../drivers/transports/openssh.js';
import ssh2Transport from '../../drivers/transports/ssh2.js';
import type {Hop, Link, Transport} from '../../source/core/link.js';
import {nobody, plainHop} from './hop.js';
import {startNested} from './nested-host.js';
import {startServer} from './ssh-server.js';
import {hasSshd, type RealSshd, startSshd} from './sshd.js';

/** A way to have a link, and what differs by its nature. */
export type Way = {
	readonly name: string;
	readonly isThere: boolean;
	/** What a refused port is told as: ssh2's server cannot say why it refuses. */
	readonly refused: 'refused' | 'unknown';
	readonly hasTerminal: boolean;
	/** OpenSSH refuses to signal the programs of root: it needs privilege separation for that. */
	readonly isHangUpHeard: boolean;
	open(): Promise<{link: Link; close(): Promise<void>}>;
};

const open = (transport: Transport, hop: Hop, over?: Link): Promise<Link> =>
	transport.open({hop, over, ask: nobody, note: () => {}}, new AbortController().signal);

const openSsh2 = (hop: Hop, over?: Link): Promise<Link> => open(ssh2Transport, hop, over);

/** What a real sshd on this machine is like. */
const REAL = {
	isThere: hasSshd,
	refused: 'refused',
	// It gives a terminal to the group tty, which only root may do.
	hasTerminal: userInfo().uid === 0,
	isHangUpHeard: userInfo().uid !== 0,
} as const;

/** All of them: local, the transports one by one and over each other. */
const WAYS: readonly Way[] = [
	{
		name: 'local',
		isThere: true,
		refused: 'refused',
		hasTerminal: true,
		isHangUpHeard: true,
		async open() {
			const request = {hop: plainHop(22), over: undefined, ask: nobody, note: () => {}};
			const link = await localTransport.open(request, new AbortController().signal);
			return {link, close: () => link.close()};
		},
	},
	{
		name: 'ssh2 to a server in this process, whose login shell is noisy',
		isThere: true,
		refused: 'unknown',
		hasTerminal: false,
		isHangUpHeard: true,
		async open() {
			const server = await startServer({noise: '\x1b[31mWelcome!\x1b[0m\r\nquota: 93 %\n'});
			const link = await openSsh2({...plainHop(server.port), strictHostKeyChecking: 'no'});
			return {
				link,
				async close() {
					await link.close();
					await server.close();
				},
			};
		},
	},
	{
		name: 'ssh2 over ssh2',
		isThere: true,
		refused: 'unknown',
		hasTerminal: false,
		isHangUpHeard: true,
		async open() {
			const servers = await Promise.all([startServer(), startServer()]);
			const [gateway, login] = servers.map(({port}): Hop => ({...plainHop(port), strictHostKeyChecking: 'no'}));
			const first = await openSsh2(gateway as Hop);
			const link = await openSsh2(login as Hop, first);
			return {
				link,
				async close() {
					await link.close();
					await first.close();
					await Promise.all(servers.map(server => server.close()));
				},
			};
		},
	},
	...[
		{name: 'ssh2 to a real sshd', transports: [ssh2Transport]},
		{name: 'openssh to a real sshd', transports: [opensshTransport]},
		{name: 'openssh over openssh', transports: [opensshTransport, opensshTransport]},
		{name: 'ssh2 over openssh', transports: [opensshTransport, ssh2Transport]},
		{name: 'openssh over ssh2', transports: [ssh2Transport, opensshTransport]},
	].map(
		({name, transports}): Way => ({
			name,
			...REAL,
			async open() {
				const sshds = await Promise.all(transports.map(() => startSshd()));
				const links: Link[] = [];
				for (const [index, transport] of transports.entries()) {
					links.push(await open(transport, (sshds[index] as RealSshd).hop, links.at(-1)));
				}

				return {
					link: links.at(-1) as Link,
					async close() {
						await Promise.all(links.reverse().map(link => link.close()));
						await Promise.all(sshds.map(sshd => sshd.close()));
					},
				};
			},
		}),
	),
	...[
		{name: 'ssh2, where the ssh of the hop before logs in', transport: ssh2Transport},
		{name: 'openssh, where the ssh of the hop before logs in', transport: opensshTransport},
	].map(
		({name, transport}): Way => ({
			name,
			...REAL,
			async open() {
				const {over, hop, close} = await startNested();
				const link = await open(transport, hop, over);
				return {
					link,
					async close() {
						await link.close();
						await close();
					},
				};
			},
		}),
	),
];

/** A group of tests over each of the ways that are there. The link is one for all of the group, and there while its tests run. */
export function overEachWay(what: string, tests: (there: {readonly link: Link}, way: Way) => void): void {
	describe.each(WAYS)('$name', way => {
		describe.skipIf(!way.isThere)(what, () => {
			const there = {} as {link: Link};
			let close = async (): Promise<void> => {};
			beforeAll(async () => {
				({link: there.link, close} = await way.open());
			});
			afterAll(() => close());
			tests(there, way);
		});
	});
}

/** All that comes, as text. */
export const textFrom = async (stream: AsyncIterable<Uint8Array>): Promise<string> => (await buffer(stream)).toString();
