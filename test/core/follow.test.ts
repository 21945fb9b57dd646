import {describe, expect, test} from 'vitest';
import {type FollowedFile, type Frame, FrameDecoder, followerCommand} from '../../source/core/follow.js';

const encoder = new TextEncoder();

/** Content frames of one key and place put together, as they may be cut differently. */
function merged(frames: readonly Frame[]): readonly unknown[] {
	const seen: unknown[] = [];
	let open: {key: string; start: number; end: number; text: string} | null = null;
	for (const frame of frames) {
		if (frame.type !== 'content') {
			seen.push(frame);
			open = null;
			continue;
		}

		const text = Buffer.from(frame.bytes).toString('latin1');
		if (open !== null && open.key === frame.key && open.end === frame.offset) {
			open.text += text;
			open.end += frame.bytes.length;
		} else {
			open = {key: frame.key, start: frame.offset, end: frame.offset + frame.bytes.length, text};
			seen.push(open);
		}
	}

	return seen;
}

const stream = Buffer.concat([
	encoder.encode('~\n@ a/record 10 5\n@ b 0\n% s 12\n@ b 0 4\n'),
	Uint8Array.from([0, 13, 255, 10]),
	encoder.encode('! a/record truncated\n@ a/record 0 3\n~\n@~\n'),
]);

const wanted = [
	{type: 'alive'},
	{key: 'a/record', start: 10, end: 15, text: '@ b 0'},
	{type: 'size', key: 's', size: 12},
	{key: 'b', start: 0, end: 4, text: '\u0000\r\u00ff\n'},
	{type: 'truncated', key: 'a/record'},
	{key: 'a/record', start: 0, end: 3, text: '~\n@'},
	{type: 'alive'},
];

describe('FrameDecoder', () => {
	// The frame after `@ a/record 10 5` holds a line that looks like a header; its own newline belongs to no frame.
	const sound = Buffer.concat([
		stream.subarray(0, stream.indexOf('@ b 0\n') + 5),
		stream.subarray(stream.indexOf('% s')),
	]);

	test('reads frames whole', () => {
		expect(merged(new FrameDecoder().push(sound))).toEqual(wanted);
	});

	test('reads frames cut at any two places', () => {
		for (let first = 0; first <= sound.length; first++) {
			for (let second = first; second <= sound.length; second += 7) {
				const decoder = new FrameDecoder();
				const pieces = [sound.subarray(0, first), sound.subarray(first, second), sound.subarray(second)];
				expect(merged(pieces.flatMap(piece => decoder.push(piece)))).toEqual(wanted);
			}
		}
	});

	test('reads frames byte by byte', () => {
		const decoder = new FrameDecoder();
		expect(merged([...sound].flatMap(byte => decoder.push(Uint8Array.of(byte))))).toEqual(wanted);
	});

	test('an empty frame is nothing', () => {
		expect(new FrameDecoder().push(encoder.encode('@ a 7 0\n~\n'))).toEqual([{type: 'alive'}]);
	});

	test.each([
		'bash: fork: Resource unavailable\n',
		'@ a -1 5\n',
		'@ a 1\n',
		'% a x\n',
		'! a gone\n',
		'\n',
		'x'.repeat(400),
	])('%j is no frame', text => {
		expect(() => new FrameDecoder().push(encoder.encode(text))).toThrow(expect.objectContaining({kind: 'parse'}));
	});
});

describe('followerCommand', () => {
	const file: FollowedFile = {key: 'a/record', path: '/home/u/a b/record', offset: 7, mode: 'content'};

	test('one process for all files', () => {
		const {argv} = followerCommand([file, {...file, key: 'a/output', path: '/x', mode: 'size'}], {
			chunkBytes: 10,
			tickTenths: 1,
		});
		expect(argv.slice(0, 2)).toEqual(['/bin/sh', '-c']);
		expect(argv.slice(3)).toEqual([
			'hpctui-follow',
			'10',
			'1',
			'a/record',
			'7',
			'/home/u/a b/record',
			'a/output',
			'-',
			'/x',
		]);
	});

	test.each<[string, Partial<FollowedFile>]>([
		['a relative path', {path: 'x'}],
		['a path with a newline', {path: '/a\n/etc/passwd'}],
		['a key with a space', {key: 'a b'}],
		['an empty key', {key: ''}],
		['a negative offset', {offset: -1}],
		['a broken offset', {offset: 0.5}],
	])('%s is a bug', (_name, change) => {
		expect(() => followerCommand([{...file, ...change}])).toThrow(expect.objectContaining({kind: 'bug'}));
	});
});
