import {once} from 'node:events';
import {mkdir, readdir, readFile, stat} from 'node:fs/promises';
import {type AddressInfo, createServer, type Server} from 'node:net';
import {homedir, userInfo} from 'node:os';
import {join} from 'node:path';
import type {Duplex} from 'node:stream';
import {buffer} from 'node:stream/consumers';
import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import localTransport from '../../drivers/transports/local.js';
import opensshTransport from '../../drivers/transports/openssh.js';
import ssh2Transport from '../../drivers/transports/ssh2.js';
import {textOf} from '../../source/core/command.js';
import {Fault} from '../../source/core/fault.js';
import type {Hop, Link, Transport} from '../../source/core/link.js';
import {nobody, plainHop, testFolder} from './hop.js';
import {startNested} from './nested-host.js';
import {startServer} from './ssh-server.js';
import {freePort, hasSshd, type RealSshd, startSshd} from './sshd.js';

/** A way to have a link, and what differs by its nature. */
type Way = {
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
			isThere: hasSshd,
			refused: 'refused',
			// sshd gives a terminal to the group tty, which only root may do.
			hasTerminal: userInfo().uid === 0,
			isHangUpHeard: userInfo().uid !== 0,
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
			isThere: hasSshd,
			refused: 'refused',
			hasTerminal: userInfo().uid === 0,
			isHangUpHeard: userInfo().uid !== 0,
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

const bytesOf = async (stream: AsyncIterable<Uint8Array>): Promise<string> => (await buffer(stream)).toString();

describe.each(WAYS)('$name', way => {
	describe.skipIf(!way.isThere)('a link', () => {
		let link: Link;
		let close: () => Promise<void>;
		beforeAll(async () => {
			({link, close} = await way.open());
		});
		afterAll(() => close());

		test('runs a command and tells its output and exit code', async () => {
			const outcome = await link.run({argv: ['/bin/sh', '-c', 'echo out; echo err >&2; exit 3']});
			expect([outcome.code, outcome.signal, textOf(outcome.stdout), textOf(outcome.stderr)]).toEqual([
				3,
				null,
				'out\n',
				'err\n',
			]);
		});

		test('runs it in the home directory, in one language, without anything on its standard input', async () => {
			const outcome = await link.run({argv: ['/bin/sh', '-c', 'pwd; echo "$LC_ALL"; cat']});
			expect(textOf(outcome.stdout)).toBe(`${userInfo().homedir || homedir()}\nC\n`);
		});

		test('passes directory, environment and arguments on as they are', async () => {
			const odd = 'it\'s\n$HOME `id` \\ "';
			const outcome = await link.run({
				argv: ['/bin/sh', '-c', 'printf "%s|" "$PWD" "$ODD" "$1"', 'sh', odd],
				cwd: '/usr',
				env: {ODD: odd},
			});
			expect(textOf(outcome.stdout)).toBe(`/usr|${odd}|${odd}|`);
		});

		test('passes standard input on, every byte, and closes it', async () => {
			const stdin = Buffer.from(Array.from({length: 300_000}, (_, index) => (index * 7) % 256));
			const outcome = await link.run({argv: ['cat'], stdin});
			expect(Buffer.compare(Buffer.from(outcome.stdout), stdin)).toBe(0);
		});

		test('collects large output', async () => {
			const argv = ['/bin/sh', '-c', 'head -c 8000000 /dev/zero; head -c 3000000 /dev/zero >&2'] as const;
			const outcome = await link.run({argv: [...argv]});
			expect([outcome.stdout.length, outcome.stderr.length]).toEqual([8_000_000, 3_000_000]);
		});

		test('a program that is not there is the shell’s 127', async () => {
			const outcome = await link.run({argv: ['no-such-program-here']});
			expect([outcome.code, textOf(outcome.stderr)]).toEqual([127, expect.stringContaining('no-such-program-here')]);
		});

		test('a child that stays in the background holds nothing up', async () => {
			const outcome = await link.run({argv: ['/bin/sh', '-c', 'sleep 60 & echo $!']});
			process.kill(Number(textOf(outcome.stdout)));
			expect(outcome.code).toBe(0);
		});

		test('a program that takes too long is a fault of kind timeout, and is gone', async () => {
			const mark = join(await testFolder(), 'pid');
			const argv: [string, ...string[]] = ['/bin/sh', '-c', `echo $$ > ${mark}; exec sleep 60`];
			let pid = '';
			// A busy machine may not have started it by then: it is given more time, until there is something to be gone.
			for (let timeoutMs = 400; pid === ''; timeoutMs *= 2) {
				await expect(link.run({argv, timeoutMs})).rejects.toMatchObject({kind: 'timeout', retry: 'later'});
				pid = await readFile(mark, 'utf8').catch(() => '');
			}

			await untilGone(Number(pid), way.isHangUpHeard);
		});

		test('a signal ends it', async () => {
			const controller = new AbortController();
			const running = link.run({argv: ['sleep', '60']}, controller.signal);
			controller.abort();
			await expect(running).rejects.toMatchObject({kind: 'cancelled'});
		});

		test('thirty at once all run', async () => {
			const outcomes = await Promise.all(
				Array.from({length: 30}, (_, index) => link.run({argv: ['echo', String(index)]})),
			);
			expect(outcomes.map(outcome => Number(textOf(outcome.stdout)))).toEqual(
				Array.from({length: 30}, (_, index) => index),
			);
		});

		test('streams both ways while the program runs', async () => {
			const running = await link.stream({argv: ['cat']});
			const output = running.stdout[Symbol.asyncIterator]();
			for (const line of ['one\n', 'two\n']) {
				running.write(line);
				expect(Buffer.from((await output.next()).value ?? '').toString()).toBe(line);
			}

			running.end();
			expect((await output.next()).done).toBe(true);
			expect(await running.exited).toMatchObject({code: 0, signal: null});
		});

		test('a conversation has each byte at once, also one that could begin a mark', async () => {
			const running = await link.stream({argv: ['/bin/sh', '-c', 'printf h; exec cat'], isConversation: true});
			const output = running.stdout[Symbol.asyncIterator]();
			expect(Buffer.from((await output.next()).value ?? '').toString()).toBe('h');
			running.write('hpctui');
			expect(Buffer.from((await output.next()).value ?? '').toString()).toBe('hpctui');
			running.kill();
			await running.exited.catch(() => {});
		});

		test('a stream’s command may have its input given', async () => {
			const running = await link.stream({argv: ['/bin/sh', '-c', 'cat >&2; exit 5'], stdin: 'given'});
			expect([await bytesOf(running.stdout), await bytesOf(running.stderr)]).toEqual(['', 'given']);
			expect((await running.exited).code).toBe(5);
		});

		test('a stream that is given up ends its program', async () => {
			const running = await link.stream({argv: ['/bin/sh', '-c', 'echo $$; exec sleep 60']});
			const output = running.stdout[Symbol.asyncIterator]();
			const pid = Number(Buffer.from((await output.next()).value ?? '').toString());
			running.kill();
			await running.exited.catch(() => {});
			await untilGone(pid, way.isHangUpHeard);
		});

		test('writes a file with its mode, whole, and leaves nothing beside it', async () => {
			const folder = await testFolder();
			const path = join(folder, "it's a file");
			const bytes = Buffer.from(Array.from({length: 100_000}, (_, index) => index % 256));
			await link.put(path, 'before', 0o644);
			await link.put(path, bytes, 0o600);
			expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
			expect((await stat(path)).mode & 0o777).toBe(0o600);
			expect(await readdir(folder)).toEqual(["it's a file"]);
		});

		test('a file that cannot be written is a fault of kind remote, with the host’s words', async () => {
			const folder = await testFolder();
			await mkdir(join(folder, 'is-a-folder', 'with'), {recursive: true});
			await expect(link.put(join(folder, 'not/there'), 'x', 0o600)).rejects.toMatchObject({
				kind: 'remote',
				facts: {said: expect.stringMatching(/no such file|nonexistent/i)},
			});
		});

		test('connects to a port, both ways, and each end may close first', async () => {
			const echo = await listen(server => server.on('connection', socket => socket.pipe(socket)));
			const {port} = echo.address() as AddressInfo;
			const connection = (await link.connect({host: '127.0.0.1', port})) as unknown as Duplex;
			const bytes = Buffer.alloc(3_000_000, 'abcdefg');
			connection.end(bytes);
			expect(Buffer.compare(await buffer(connection), bytes)).toBe(0);

			const greeting = await listen(server => server.on('connection', socket => socket.end('bye')));
			const other = await link.connect({host: '127.0.0.1', port: (greeting.address() as AddressInfo).port});
			expect(await bytesOf(other as unknown as Duplex)).toBe('bye');
		});

		test('connects to a Unix socket', async () => {
			const path = join(await testFolder(), 'socket');
			await listen(server => server.on('connection', socket => socket.end('unix')), path);
			const connection = await link.connect({path});
			expect(await bytesOf(connection as unknown as Duplex)).toBe('unix');
		});

		test('carries a connection by a command, both ways, and each end may close first', async () => {
			const echo = await listen(server => server.on('connection', socket => socket.pipe(socket)));
			const {port} = echo.address() as AddressInfo;
			const connection = (await link.carry({host: '127.0.0.1', port})) as unknown as Duplex;
			const bytes = Buffer.from(Array.from({length: 3_000_000}, (_, index) => (index * 7) % 256));
			connection.end(bytes);
			expect(Buffer.compare(await buffer(connection), bytes)).toBe(0);

			const greeting = await listen(server => server.on('connection', socket => socket.end('bye')));
			const other = await link.carry({host: '127.0.0.1', port: (greeting.address() as AddressInfo).port});
			expect(await bytesOf(other as unknown as Duplex)).toBe('bye');
		});

		test('carries one to a Unix socket; a port where nothing listens is told', async () => {
			const path = join(await testFolder(), 'socket');
			await listen(server => server.on('connection', socket => socket.end('unix')), path);
			expect(await bytesOf((await link.carry({path})) as unknown as Duplex)).toBe('unix');
			await expect(link.carry({host: '127.0.0.1', port: await freePort()})).rejects.toMatchObject({
				kind: 'link',
				facts: {verdict: 'refused', said: 'Connection refused'},
			});
		});

		test('a port where nothing listens is told apart', async () => {
			const port = await freePort();
			await expect(link.connect({host: '127.0.0.1', port})).rejects.toMatchObject({
				kind: 'link',
				facts: {verdict: way.refused},
			});
		});

		test('a connection that takes too long is silence', async () => {
			// TEST-NET-1 (RFC 5737) answers nowhere; the signal is over before it could be refused.
			const late = AbortSignal.abort(new Fault('timeout', 'late'));
			await expect(link.connect({host: '192.0.2.1', port: 9}, late)).rejects.toMatchObject({
				kind: 'link',
				facts: {verdict: 'silent'},
			});
		});

		// The server of the tests has no terminals to give.
		if (way.hasTerminal) {
			test('opens a terminal of a size, with a command', async () => {
				const terminal = await link.terminal({columns: 101, rows: 33}, {argv: ['/bin/sh', '-c', 'stty size; exit 4']});
				expect(await bytesOf(terminal.output)).toContain('33 101');
				expect((await terminal.exited).code).toBe(4);
			});

			test('a terminal takes keys and new sizes', async () => {
				const script = 'echo ready; read key; stty size';
				const terminal = await link.terminal({columns: 80, rows: 24}, {argv: ['/bin/sh', '-c', script]});
				let seen = '';
				for await (const bytes of terminal.output) {
					const before = seen;
					seen += Buffer.from(bytes).toString();
					if (!before.includes('ready') && seen.includes('ready')) {
						terminal.resize(132, 50);
						terminal.write('\r');
					}
				}

				expect(seen).toContain('50 132');
				expect((await terminal.exited).code).toBe(0);
			});
		}
	});

	describe.skipIf(!way.isThere)('a closed link', () => {
		test('tells nothing but its end, and does nothing any more', async () => {
			const {link, close} = await way.open();
			onTestFinished(() => close());
			const running = await link.stream({argv: ['sleep', '60']});
			await link.close();
			expect(await link.closed).toBeNull();
			await running.exited.catch((fault: unknown) => expect(fault).toBeInstanceOf(Fault));
			for (const attempt of [
				link.run({argv: ['true']}),
				link.stream({argv: ['true']}),
				link.connect({host: '127.0.0.1', port: 1}),
				link.carry({host: '127.0.0.1', port: 1}),
				link.put('/tmp/never', '', 0o600),
				link.terminal({columns: 80, rows: 24}),
			]) {
				await expect(attempt).rejects.toMatchObject({kind: 'link'});
			}
		});
	});
});

test.runIf(process.env.CI === 'true')('a real sshd is at hand', () => {
	expect(hasSshd).toBe(true);
});

async function listen(prepare: (server: Server) => void, path?: string): Promise<Server> {
	const server = createServer({allowHalfOpen: true});
	prepare(server);
	server.listen(path === undefined ? {port: 0, host: '127.0.0.1'} : {path});
	await once(server, 'listening');
	onTestFinished(() => {
		server.close();
	});
	return server;
}

/** Waits until no process has this id, or only a dead one that nobody has reaped. */
async function untilGone(pid: number, isExpected: boolean): Promise<void> {
	if (!isExpected) {
		process.kill(pid);
		return;
	}

	await expect
		.poll(
			async () => {
				const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
				return status === '' || status.includes(') Z ');
			},
			{timeout: 5000},
		)
		.toBe(true);
}
