import {mkdir, readdir, readFile, stat} from 'node:fs/promises';
import {homedir, userInfo} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {textOf} from '../../source/core/command.js';
import {testFolder} from './hop.js';
import {hasSshd} from './sshd.js';
import {overEachWay, textFrom} from './ways.js';

overEachWay('commands', (there, way) => {
	test('runs a command and tells its output and exit code', async () => {
		const outcome = await there.link.run({argv: ['/bin/sh', '-c', 'echo out; echo err >&2; exit 3']});
		expect([outcome.code, outcome.signal, textOf(outcome.stdout), textOf(outcome.stderr)]).toEqual([
			3,
			null,
			'out\n',
			'err\n',
		]);
	});

	test('runs it in the home directory, in one language, without anything on its standard input', async () => {
		const outcome = await there.link.run({argv: ['/bin/sh', '-c', 'pwd; echo "$LC_ALL"; cat']});
		expect(textOf(outcome.stdout)).toBe(`${userInfo().homedir || homedir()}\nC\n`);
	});

	test('passes directory, environment and arguments on as they are', async () => {
		const odd = 'it\'s\n$HOME `id` \\ "';
		const outcome = await there.link.run({
			argv: ['/bin/sh', '-c', 'printf "%s|" "$PWD" "$ODD" "$1"', 'sh', odd],
			cwd: '/usr',
			env: {ODD: odd},
		});
		expect(textOf(outcome.stdout)).toBe(`/usr|${odd}|${odd}|`);
	});

	test('passes standard input on, every byte, and closes it', async () => {
		const stdin = Buffer.from(Array.from({length: 300_000}, (_, index) => (index * 7) % 256));
		const outcome = await there.link.run({argv: ['cat'], stdin});
		expect(Buffer.compare(Buffer.from(outcome.stdout), stdin)).toBe(0);
	});

	test('collects large output', async () => {
		const argv = ['/bin/sh', '-c', 'head -c 8000000 /dev/zero; head -c 3000000 /dev/zero >&2'] as const;
		const outcome = await there.link.run({argv: [...argv]});
		expect([outcome.stdout.length, outcome.stderr.length]).toEqual([8_000_000, 3_000_000]);
	});

	test('a program that is not there is the shell’s 127', async () => {
		const outcome = await there.link.run({argv: ['no-such-program-here']});
		expect([outcome.code, textOf(outcome.stderr)]).toEqual([127, expect.stringContaining('no-such-program-here')]);
	});

	test('a child that stays in the background holds nothing up', async () => {
		const outcome = await there.link.run({argv: ['/bin/sh', '-c', 'sleep 60 & echo $!']});
		process.kill(Number(textOf(outcome.stdout)));
		expect(outcome.code).toBe(0);
	});

	test('a program that takes too long is a fault of kind timeout, and is gone', async () => {
		const mark = join(await testFolder(), 'pid');
		const argv: [string, ...string[]] = ['/bin/sh', '-c', `echo $$ > ${mark}; exec sleep 60`];
		let pid = '';
		// A busy machine may not have started it by then: it is given more time, until there is something to be gone.
		for (let timeoutMs = 400; pid === ''; timeoutMs *= 2) {
			await expect(there.link.run({argv, timeoutMs})).rejects.toMatchObject({kind: 'timeout', retry: 'later'});
			pid = await readFile(mark, 'utf8').catch(() => '');
		}

		await untilGone(Number(pid), way.isHangUpHeard);
	});

	test('a signal ends it', async () => {
		const controller = new AbortController();
		const running = there.link.run({argv: ['sleep', '60']}, controller.signal);
		controller.abort();
		await expect(running).rejects.toMatchObject({kind: 'cancelled'});
	});

	test('thirty at once all run', async () => {
		const outcomes = await Promise.all(
			Array.from({length: 30}, (_, index) => there.link.run({argv: ['echo', String(index)]})),
		);
		expect(outcomes.map(outcome => Number(textOf(outcome.stdout)))).toEqual(
			Array.from({length: 30}, (_, index) => index),
		);
	});

	test('streams both ways while the program runs', async () => {
		const running = await there.link.stream({argv: ['cat']});
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
		const running = await there.link.stream({argv: ['/bin/sh', '-c', 'printf h; exec cat'], isConversation: true});
		const output = running.stdout[Symbol.asyncIterator]();
		expect(Buffer.from((await output.next()).value ?? '').toString()).toBe('h');
		running.write('hpctui');
		expect(Buffer.from((await output.next()).value ?? '').toString()).toBe('hpctui');
		running.kill();
		await running.exited.catch(() => {});
	});

	test('a stream’s command may have its input given', async () => {
		const running = await there.link.stream({argv: ['/bin/sh', '-c', 'cat >&2; exit 5'], stdin: 'given'});
		expect([await textFrom(running.stdout), await textFrom(running.stderr)]).toEqual(['', 'given']);
		expect((await running.exited).code).toBe(5);
	});

	test('a stream that is given up ends its program', async () => {
		const running = await there.link.stream({argv: ['/bin/sh', '-c', 'echo $$; exec sleep 60']});
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
		await there.link.put(path, 'before', 0o644);
		await there.link.put(path, bytes, 0o600);
		expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
		expect((await stat(path)).mode & 0o777).toBe(0o600);
		expect(await readdir(folder)).toEqual(["it's a file"]);
	});

	test('a file that cannot be written is a fault of kind remote, with the host’s words', async () => {
		const folder = await testFolder();
		await mkdir(join(folder, 'is-a-folder', 'with'), {recursive: true});
		await expect(there.link.put(join(folder, 'not/there'), 'x', 0o600)).rejects.toMatchObject({
			kind: 'remote',
			facts: {said: expect.stringMatching(/no such file|nonexistent/i)},
		});
	});

	// The server of the tests has no terminals to give.
	if (way.hasTerminal) {
		test('opens a terminal of a size, with a command', async () => {
			const terminal = await there.link.terminal(
				{columns: 101, rows: 33},
				{argv: ['/bin/sh', '-c', 'stty size; exit 4']},
			);
			expect(await textFrom(terminal.output)).toContain('33 101');
			expect((await terminal.exited).code).toBe(4);
		});

		test('a terminal takes keys and new sizes', async () => {
			const script = 'echo ready; read key; stty size';
			const terminal = await there.link.terminal({columns: 80, rows: 24}, {argv: ['/bin/sh', '-c', script]});
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

test.runIf(process.env.CI === 'true')('a real sshd is at hand', () => {
	expect(hasSshd).toBe(true);
});

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
