import {createHash, randomBytes} from 'node:crypto';
import {appendFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import local from '../../drivers/transports/local.js';
import type {Clock} from '../../source/core/clock.js';
import type {Command, Outcome} from '../../source/core/command.js';
import {Fault} from '../../source/core/fault.js';
import type {Link, Running} from '../../source/core/link.js';
import {wallClock} from '../../source/daemon/clock.js';
import {createFollower, type Follower} from '../../source/daemon/follower.js';
import {temporaryFolder, until} from '../core/shells.js';
import {nobody, plainHop} from '../transports/hop.js';
import {fakeClock} from './support/fake-clock.js';

async function openLocal(): Promise<Link> {
	return local.open({hop: plainHop(1), over: undefined, ask: nobody, note: () => {}}, AbortSignal.timeout(10_000));
}

/** A follower with all that it told, in one list. */
function recording(clock: Clock = wallClock): {
	follower: Follower;
	told: string[];
	bytes: Map<string, Buffer>;
	notes: string[];
} {
	const told: string[] = [];
	const notes: string[] = [];
	const bytes = new Map<string, Buffer>();
	const follower = createFollower({
		clock,
		note: line => notes.push(line),
		onSize: (key, size) => told.push(`${key} is ${size}`),
		onTruncated(key) {
			told.push(`${key} truncated`);
			bytes.delete(key);
		},
		onChunk(key, offset, piece) {
			const before = bytes.get(key) ?? Buffer.alloc(0);
			told.push(`${key}@${offset}`);
			bytes.set(key, Buffer.concat([before, piece]));
		},
	});
	onTestFinished(() => follower.close());
	return {follower, told, bytes, notes};
}

describe('over a real link', () => {
	test('follows what is there and what comes, for a set of files that changes', async () => {
		const folder = temporaryFolder();
		const path = (name: string) => join(folder, name);
		const {follower, bytes, told} = recording();
		writeFileSync(path('a'), 'first ');
		follower.watch('a', path('a'), {offset: 0, mode: 'content'});
		follower.attach(await openLocal());
		await until(() => bytes.get('a'));
		writeFileSync(path('b'), '12345');
		follower.watch('b', path('b'), {offset: 3, mode: 'content'});
		follower.watch('c', path('b'), {offset: 0, mode: 'size'});
		appendFileSync(path('a'), 'second');
		await until(() => (bytes.get('b')?.toString() === '45' && told.includes('c is 5') ? true : undefined));
		await until(() => (bytes.get('a')?.toString() === 'first second' ? true : undefined));
		follower.unwatch('b');
		expect(follower.offsetOf('a')).toBe(12);
		expect(follower.offsetOf('b')).toBeNull();
		appendFileSync(path('b'), '6');
		await until(() => (told.includes('c is 6') ? true : undefined));
		expect(bytes.get('b')?.toString()).toBe('45');
		writeFileSync(path('a'), 'anew');
		await until(() => (bytes.get('a')?.toString() === 'anew' ? true : undefined));
		expect(told).toContain('a truncated');
	});

	test('links that are lost and found again, at any moment: no byte lost, none twice', async () => {
		const path = join(temporaryFolder(), 'output');
		const whole = randomBytes(2_000_000);
		writeFileSync(path, '');
		const {follower, bytes} = recording();
		follower.watch('a', path, {offset: 0, mode: 'content'});
		let written = 0;
		for (let _round = 0; written < whole.length; _round++) {
			const link = await openLocal();
			follower.attach(link);
			const next = Math.min(whole.length, written + 200_000);
			const seen = bytes.get('a')?.length ?? 0;
			appendFileSync(path, whole.subarray(written, next));
			written = next;
			await until(() => ((bytes.get('a')?.length ?? 0) > seen ? true : undefined));
			await link.close();
		}

		follower.attach(await openLocal());
		await until(() => (bytes.get('a')?.length === whole.length ? true : undefined));
		const hash = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
		expect(hash(bytes.get('a') ?? Buffer.alloc(0))).toBe(hash(whole));
	}, 60_000);
});

/** A link whose streams are written by the test. Each stream is one follower process. */
function scriptedLink(): {link: Link; processes: ScriptedProcess[]; lose(fault: Fault): void} {
	const processes: ScriptedProcess[] = [];
	const closed = Promise.withResolvers<Fault | null>();
	const never = () => Promise.reject(new Fault('bug', 'not scripted'));
	const link: Link = {
		hop: plainHop(1),
		roundTripMs: null,
		closed: closed.promise,
		run: never,
		terminal: never,
		connect: never,
		carry: never,
		put: never,
		close: async () => closed.resolve(null),
		async stream(command) {
			const process = new ScriptedProcess(command);
			processes.push(process);
			return process.running;
		},
	};
	return {link, processes, lose: fault => closed.resolve(fault)};
}

class ScriptedProcess {
	readonly files: readonly string[];
	isKilled = false;
	readonly #queue: (Uint8Array | null)[] = [];
	readonly #exited = Promise.withResolvers<Outcome>();
	#wake: () => void = () => {};

	constructor(command: Command) {
		this.files = command.argv.slice(6);
	}

	say(text: string): void {
		this.#queue.push(new TextEncoder().encode(text));
		this.#wake();
	}

	end(code: number): void {
		this.#queue.push(null);
		this.#wake();
		this.#exited.resolve({code, signal: null, stdout: new Uint8Array(0), stderr: new Uint8Array(0)});
	}

	get running(): Running {
		return {
			stdout: this.#read(),
			stderr: (async function* () {})(),
			write: async () => {},
			end() {},
			exited: this.#exited.promise,
			kill: () => {
				this.isKilled = true;
			},
		};
	}

	async *#read(): AsyncGenerator<Uint8Array> {
		for (;;) {
			while (this.#queue.length === 0) {
				await new Promise<void>(resolve => {
					this.#wake = resolve;
				});
			}

			const bytes = this.#queue.shift() ?? null;
			if (bytes === null) {
				return;
			}

			yield bytes;
		}
	}
}

describe('over a scripted link', () => {
	test('several changes at once start one process, and the old one is not heard any more', async () => {
		const {follower, told} = recording();
		const {link, processes} = scriptedLink();
		follower.attach(link);
		follower.watch('a', '/a', {offset: 5, mode: 'content'});
		follower.watch('b', '/b', {offset: 0, mode: 'size'});
		const first = await until(() => processes[0]);
		expect(first.files).toEqual(['a', '5', '/a', 'b', '-', '/b']);
		first.say('~\n@ a 5 3\nxyz');
		await until(() => told[0]);
		follower.watch('c', '/c', {offset: 0, mode: 'content'});
		first.say('@ a 8 3\nold');
		const second = await until(() => processes[1]);
		expect(second.files).toEqual(['a', '8', '/a', 'b', '-', '/b', 'c', '0', '/c']);
		expect(first.isKilled).toBe(true);
		second.say('@ a 8 3\nnew');
		await until(() => told[1]);
		expect(told).toEqual(['a@5', 'a@8']);
		expect(processes).toHaveLength(2);
	});

	test('a lost link waits for the next one and goes on there', async () => {
		const {follower, told} = recording();
		const [one, other] = [scriptedLink(), scriptedLink()];
		follower.watch('a', '/a', {offset: 0, mode: 'content'});
		follower.attach(one.link);
		(await until(() => one.processes[0])).say('@ a 0 100\nhalf');
		await until(() => told[0]);
		one.lose(new Fault('link', 'reset'));
		await until(() => (one.processes[0]?.isKilled === true ? true : undefined));
		follower.attach(other.link);
		expect((await until(() => other.processes[0])).files).toEqual(['a', '4', '/a']);
		expect(one.processes).toHaveLength(1);
	});

	test.each([
		['ends', (process: ScriptedProcess) => process.end(127), 'the log follower ended with code 127'],
		['says nonsense', (process: ScriptedProcess) => process.say('sh: fork failed\n'), 'which is no frame'],
		['skips bytes', (process: ScriptedProcess) => process.say('@ a 9 1\nx'), 'went on at 9 instead of 0'],
	])('a process that %s is told of and started again', async (_name, fail, said) => {
		const {follower, notes, told} = recording();
		const {link, processes} = scriptedLink();
		follower.watch('a', '/a', {offset: 0, mode: 'content'});
		follower.attach(link);
		fail(await until(() => processes[0]));
		const second = await until(() => processes[1]);
		expect(notes).toEqual([expect.stringContaining(said)]);
		expect(second.files).toEqual(['a', '0', '/a']);
		expect(told).toEqual([]);
	});

	test('nothing is started without files, and nothing after the end', async () => {
		const clock = fakeClock();
		const {follower} = recording(clock);
		const {link, processes} = scriptedLink();
		follower.attach(link);
		follower.watch('a', '/a', {offset: 0, mode: 'content'});
		await clock.advanceUntil(() => processes[0] !== undefined);
		follower.close();
		await clock.advanceUntil(() => processes[0]?.isKilled === true);
		follower.watch('b', '/b', {offset: 0, mode: 'content'});
		await clock.advance(60_000);
		expect(processes).toHaveLength(1);
	});

	test('a chunk waits for the one before it', async () => {
		const gate = Promise.withResolvers<void>();
		const seen: string[] = [];
		const follower = createFollower({
			clock: wallClock,
			note: () => {},
			onSize: () => {},
			onTruncated: () => {},
			async onChunk(_key, offset) {
				seen.push(`begin ${offset}`);
				await gate.promise;
				seen.push(`end ${offset}`);
			},
		});
		onTestFinished(() => follower.close());
		const {link, processes} = scriptedLink();
		follower.watch('a', '/a', {offset: 0, mode: 'content'});
		follower.attach(link);
		const process = await until(() => processes[0]);
		process.say('@ a 0 1\nx@ a 1 1\ny');
		await until(() => seen[0]);
		gate.resolve();
		await until(() => seen[3]);
		expect(seen).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1']);
	});
});
