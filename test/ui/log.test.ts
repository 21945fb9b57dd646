import {describe, expect, it} from 'vitest';
import {createLogBuffer} from '../../source/ui/log-buffer.js';
import {createLogFollower} from '../../source/ui/log-follower.js';
import {createWire} from '../../source/ui/wire.js';
import type {LogPiece} from '../../source/wire/calls.js';
import {sessionOf} from './fixtures/documents.js';
import {type Answers, fakeClient} from './fixtures/fake-client.js';

describe('the buffer', () => {
	it('joins lines that come in pieces', () => {
		const buffer = createLogBuffer();
		buffer.append('on');
		buffer.append('e\ntw');
		buffer.append('o\n');
		expect(buffer.lines(0, 10)).toEqual(['one', 'two']);
		buffer.append('three');
		expect(buffer.end).toBe(3);
		expect(buffer.lines(1, 10)).toEqual(['two', 'three']);
	});

	it('keeps the last lines, under their numbers', () => {
		const buffer = createLogBuffer(10);
		buffer.append(Array.from({length: 100}, (_, index) => `${index}\n`).join(''));
		expect(buffer.end).toBe(100);
		expect(buffer.lines(buffer.end - 2, 5)).toEqual(['98', '99']);
		expect(buffer.end - buffer.first).toBeLessThanOrEqual(20);
	});

	it('keeps of a progress bar what was written last, however long it runs', () => {
		const buffer = createLogBuffer();
		for (let percent = 0; percent < 10_000; percent++) {
			buffer.append(`\r${'#'.repeat(50)} ${percent}`);
		}

		const [line = ''] = buffer.lines(0, 1);
		expect(line.length).toBeLessThan(200);
		buffer.append('\r\n');
		expect(buffer.lines(0, 2)).toHaveLength(1);
	});
});

/** A follower whose pauses are none, and what it asked for. */
function follow(answers: Answers) {
	const client = fakeClient({answers});
	const wire = createWire();
	wire.connect(client);
	const buffer = createLogBuffer();
	const {promise: changed, resolve} = Promise.withResolvers<void>();
	const onChange = () => {
		if (buffer.end > 0) {
			resolve();
		}
	};
	const follower = createLogFollower({wire, buffer, onChange, settleMs: 0, flushMs: 0, retryMs: 0});
	return {client, buffer, follower, changed};
}

function piece(offset: number, text: string): LogPiece {
	const bytes = Buffer.from(text);
	return {path: '/log', offset, base64: bytes.toString('base64'), size: offset + bytes.length};
}

describe('the follower', () => {
	it('loses no byte and shows none twice, also of pieces that overtake the answer', async () => {
		const {client, buffer, follower, changed} = follow({
			'log.read': () => piece(100, 'a\nb\n'),
			'log.follow': async ({offset}) => {
				expect(offset).toBe(104);
				client.tell('log.piece', {subscription: 3, ...piece(104, 'c\n')});
				return {subscription: 3};
			},
		});
		follower.watch(sessionOf());
		await changed;
		await expect.poll(() => buffer.end).toBe(3);
		client.tell('log.piece', {subscription: 3, ...piece(102, 'b\nc\nd\n')});
		client.tell('log.piece', {subscription: 9, ...piece(108, 'of another\n')});
		expect(buffer.lines(0, 10)).toEqual(['a', 'b', 'c', 'd']);
		follower.close();
	});

	it('puts characters together that were cut between pieces', async () => {
		const bytes = Buffer.from('解析\n');
		const part = (from: number, to: number): LogPiece => ({
			path: '/log',
			offset: from,
			base64: bytes.subarray(from, to).toString('base64'),
			size: bytes.length,
		});
		const {client, buffer, follower, changed} = follow({'log.read': () => part(0, 4)});
		follower.watch(sessionOf());
		await changed;
		await expect.poll(() => client.called.some(({name}) => name === 'log.follow')).toBe(true);
		await Promise.resolve();
		client.tell('log.piece', {subscription: 1, ...part(4, 7)});
		await expect.poll(() => buffer.lines(0, 1)).toEqual(['解析']);
		follower.close();
	});

	it('begins anew after a gap, and stops following what is no longer looked at', async () => {
		let reads = 0;
		const {client, buffer, follower, changed} = follow({
			'log.read': () => {
				reads += 1;
				return piece(0, reads === 1 ? 'old\n' : 'old\nmissed\n');
			},
		});
		follower.watch(sessionOf());
		await changed;
		await expect.poll(() => client.called.some(({name}) => name === 'log.follow')).toBe(true);
		client.tell('log.piece', {subscription: 1, ...piece(500, 'later\n')});
		await expect.poll(() => buffer.lines(0, 10)).toEqual(['old', 'missed']);
		await expect.poll(() => client.called.filter(({name}) => name === 'log.follow')).toHaveLength(2);
		follower.watch(undefined);
		expect(buffer.end).toBe(0);
		await expect.poll(() => client.called.at(-1)?.name).toBe('log.unfollow');
		follower.close();
	});

	it('shows the log of a successor from then on', async () => {
		const {client, buffer, follower} = follow({'log.read': () => piece(0, 'line\n')});
		follower.watch(sessionOf());
		await expect.poll(() => buffer.lines(0, 1)).toEqual(['line']);
		follower.watch(sessionOf());
		follower.watch(sessionOf({log: {path: '/home/u/.hpctui/sessions/other/output', bytes: 0}}));
		expect(buffer.end).toBe(0);
		await expect.poll(() => client.called.filter(({name}) => name === 'log.read')).toHaveLength(2);
		follower.close();
	});

	it('asks nothing for a job that has not started', () => {
		const {client, follower} = follow({});
		follower.watch(sessionOf({state: 'queued'}));
		expect(client.called).toEqual([]);
		follower.close();
	});
});
