import {PassThrough} from 'node:stream';
import {setImmediate as turn} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import type {Outcome} from '../../source/core/command.js';
import {Fault} from '../../source/core/fault.js';
import {GONE_WITHOUT_TMUX} from '../../source/core/kept-terminal.js';
import type {Terminal} from '../../source/core/link.js';
import type {Foothold} from '../../source/daemon/foothold.js';
import {keepTerminal} from '../../source/daemon/kept-terminal.js';
import type {Connection} from '../../source/daemon/server.js';
import {createEmulator} from '../../source/terminal/emulator.js';
import type {TerminalDocument} from '../../source/wire/calls.js';
import {fakeClock} from './support/fake-clock.js';
import {outcomeOf, scriptedLink} from './support/scripted-link.js';

const SIZE = {columns: 40, rows: 6};
const LOST: Outcome = {...outcomeOf(''), code: null};

/** A terminal at the far side that the test plays. */
function farTerminal() {
	const output = new PassThrough();
	const {promise: exited, resolve} = Promise.withResolvers<Outcome>();
	const typed: string[] = [];
	const sizes: string[] = [];
	const end = (outcome: Outcome): void => {
		output.end();
		resolve(outcome);
	};
	const terminal: Terminal = {
		output,
		write: bytes => void typed.push(Buffer.from(bytes as string).toString()),
		resize: (columns, rows) => void sizes.push(`${columns}x${rows}`),
		exited,
		close: () => end(LOST),
	};
	return {terminal, output, typed, sizes, end};
}

/** Somebody who looks: what was sent, and whether more is taken. */
function viewer() {
	const sent: Buffer[] = [];
	let take: (bytes: Uint8Array) => void = () => {};
	let drained = Promise.withResolvers<void>();
	const seen = {isFull: false};
	const connection = {
		drained: () => drained.promise,
		openChannel(onBytes: (bytes: Uint8Array) => void) {
			take = onBytes;
			return {
				number: 1,
				close() {},
				send(bytes: Uint8Array) {
					sent.push(Buffer.from(bytes));
					return !seen.isFull;
				},
			};
		},
	} as unknown as Connection;
	return {
		connection,
		seen,
		sent,
		type: (text: string) => take(Buffer.from(text)),
		drain() {
			seen.isFull = false;
			drained.resolve();
			drained = Promise.withResolvers();
		},
		/** The first line that they see. */
		async line() {
			const emulator = createEmulator(SIZE);
			await emulator.write(Buffer.concat(sent));
			return emulator.buffer.getLine(emulator.buffer.baseY)?.translateToString(true);
		},
	};
}

async function until(isSo: () => boolean): Promise<void> {
	for (let turns = 0; !isSo(); turns++) {
		expect(turns).toBeLessThan(5000);
		await turn();
	}
}

function kept({isWanted = () => true}: {isWanted?: () => boolean} = {}) {
	const clock = fakeClock();
	const fars: ReturnType<typeof farTerminal>[] = [];
	const commands: (readonly string[])[] = [];
	const way: {fault: Fault | null} = {fault: null};
	const states: string[] = [];
	const whys: string[] = [];
	const enter = async (_signal: AbortSignal, why: string): Promise<Foothold> => {
		whys.push(why);
		if (way.fault !== null) {
			throw way.fault;
		}

		const link = scriptedLink({run: () => outcomeOf('', 1)});
		const terminal = async (_size: unknown, command?: {readonly argv: readonly string[]}) => {
			const far = farTerminal();
			fars.push(far);
			commands.push(command?.argv ?? []);
			return far.terminal;
		};
		return {by: 'ssh', node: 'n1', link: {...link, terminal}, wrap: command => command, passedOver: []};
	};
	const made: {document: TerminalDocument} & ReturnType<typeof keepTerminal> = keepTerminal({
		terminal: 1,
		session: 's',
		number: 1,
		place: {socket: 'sock', name: 't1'},
		argv: null,
		cwd: {},
		record: '/home/u/record',
		size: SIZE,
		node: 'n1',
		isReturn: false,
		enter,
		isWanted,
		clock,
		onChanged: () => void states.push(made?.document.state ?? 'opening'),
	});
	return {made, clock, fars, commands, way, states, whys};
}

describe('a kept terminal', () => {
	test('shows who comes what is there, and from then on what is added', async () => {
		const {made, fars} = kept();
		await made.opened;
		fars[0]?.output.write('hello');
		await until(() => made.document.state === 'open');
		const one = viewer();
		await made.view(one.connection, SIZE);
		fars[0]?.output.write(' world');
		await until(() => one.sent.length > 1);
		expect(await one.line()).toBe('hello world');
		one.type('ls\r');
		expect(fars[0]?.typed).toEqual(['ls\r']);
	});

	test('is as large as the window of whoever did something last', async () => {
		const {made, fars} = kept();
		await made.opened;
		const [one, other] = [viewer(), viewer()];
		await made.view(one.connection, {columns: 50, rows: 10});
		await made.view(other.connection, {columns: 60, rows: 20});
		one.type('x');
		await until(() => fars[0]?.sizes.length === 3);
		made.leave(one.connection);
		await until(() => fars[0]?.sizes.length === 4);
		expect(fars[0]?.sizes).toEqual(['50x10', '60x20', '50x10', '60x20']);
	});

	test('goes on for the others when one does not read, who sees the picture as it is when they do', async () => {
		const {made, fars} = kept();
		await made.opened;
		const [slow, quick] = [viewer(), viewer()];
		await made.view(slow.connection, SIZE);
		await made.view(quick.connection, SIZE);
		slow.seen.isFull = true;
		for (const part of ['a', 'b', 'c', 'd']) {
			const before = quick.sent.length;
			fars[0]?.output.write(part);
			await until(() => quick.sent.length > before);
		}

		expect(slow.sent.length).toBe(2);
		slow.drain();
		await until(() => slow.sent.length === 3);
		expect([await slow.line(), await quick.line()]).toEqual(['abcd', 'abcd']);
	});

	test('is taken up again when the way was lost, and never begun anew in silence', async () => {
		const {made, clock, fars, commands, way, whys} = kept();
		await made.opened;
		way.fault = new Fault('link', 'the way is down');
		fars[0]?.end(LOST);
		await until(() => made.document.state === 'away');
		await clock.advanceUntil(() => made.document.note === 'the way is down');
		way.fault = null;
		await clock.advanceUntil(() => made.document.state === 'open');
		// A login that was refused is a person's to try again.
		expect([whys[0], new Set(whys.slice(1))]).toEqual(['wished', new Set(['by-itself'])]);
		expect(commands.map(argv => argv.slice(4, 8))).toEqual([
			['sock', 't1', 'no', '/home/u/record'],
			['sock', 't1', 'yes', '/home/u/record'],
		]);
		fars[1]?.end(outcomeOf('', GONE_WITHOUT_TMUX));
		await until(() => made.document.state === 'ended');
		expect(made.document.note).toMatch(/no tmux .* it is gone/);
	});

	test('is over with its job', async () => {
		const {made, fars} = kept({isWanted: () => false});
		await made.opened;
		fars[0]?.end(LOST);
		await until(() => made.document.state === 'ended');
		expect(made.document.note).toBe('the job is over');
	});

	test('that ends by itself tells how', async () => {
		const {made, fars} = kept();
		await made.opened;
		fars[0]?.end(outcomeOf('', 3));
		await until(() => made.document.state === 'ended');
		expect(made.document.note).toBe('it ended with exit code 3');
	});
});
