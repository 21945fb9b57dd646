import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {
	appendFileSync,
	closeSync,
	existsSync,
	ftruncateSync,
	mkdirSync,
	openSync,
	renameSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {
	type FollowedFile,
	type FollowOptions,
	type Frame,
	FrameDecoder,
	followerCommand,
} from '../../source/core/follow.js';
import {fakePrograms, hasProgram, shells, temporaryFolder, until} from './shells.js';

/** A follower that runs, and what it said so far. */
type Following = {
	readonly child: ChildProcess;
	readonly frames: Frame[];
	readonly ended: Promise<void>;
	/** The bytes of a file from the offset it was followed from, checked to have no gap. */
	textOf(key: string): string;
};

function follow(shell: readonly string[], files: readonly FollowedFile[], options: FollowOptions = {}): Following {
	const {argv} = followerCommand(files, {tickTenths: 1, ...options});
	const [program = 'sh', ...words] = [...shell, ...argv.slice(1)];
	const child = spawn(program, words, {stdio: ['pipe', 'pipe', 'inherit']});
	const frames: Frame[] = [];
	const decoder = new FrameDecoder();
	child.stdout.on('data', (bytes: Buffer) => frames.push(...decoder.push(bytes)));
	const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
	onTestFinished(() => void child.kill('SIGKILL'));
	const startOf = new Map(files.map(({key, offset}) => [key, offset]));
	return {
		child,
		frames,
		ended,
		textOf: key => Buffer.concat(piecesOf(frames, key, startOf.get(key) ?? 0)).toString('latin1'),
	};
}

function piecesOf(frames: readonly Frame[], key: string, start: number): readonly Uint8Array[] {
	let at = start;
	const pieces: Uint8Array[] = [];
	for (const frame of frames) {
		if (frame.type === 'content' && frame.key === key) {
			expect(frame.offset).toBe(at);
			at += frame.bytes.length;
			pieces.push(frame.bytes);
		}
	}

	return pieces;
}

function content(key: string, path: string, offset = 0): FollowedFile {
	return {key, path, offset, mode: 'content'};
}

async function untilText(following: Following, key: string, text: string): Promise<void> {
	await until(() => (following.textOf(key) === text ? true : undefined));
}

describe.each(shells)('the follower in %s', (_name, shell) => {
	test('a file that is there, grows and appears late, with any bytes in it', async () => {
		const folder = temporaryFolder();
		const [old, late] = [join(folder, "it's old"), join(folder, 'later/late')];
		writeFileSync(old, 'skipped|kept\r\n\0@ a 0 9\n~\n');
		const following = follow(shell, [content('a', old, 8), content('b', late)]);
		await untilText(following, 'a', 'kept\r\n\0@ a 0 9\n~\n');
		mkdirSync(join(folder, 'later'));
		writeFileSync(late, Uint8Array.from([0, 255, 13]));
		appendFileSync(old, '! a truncated\n');
		await untilText(following, 'b', '\u0000\u00ff\r');
		await untilText(following, 'a', 'kept\r\n\0@ a 0 9\n~\n! a truncated\n');
		expect(following.frames[0]).toEqual({type: 'alive'});
	});

	test('a file that is only watched tells its size when it changes', async () => {
		const path = join(temporaryFolder(), 'output');
		const following = follow(shell, [{key: 's', path, offset: 0, mode: 'size'}]);
		writeFileSync(path, 'x'.repeat(1000));
		await until(() => following.frames.find(frame => frame.type === 'size' && frame.size === 1000));
		truncateSync(path, 10);
		await until(() => following.frames.find(frame => frame.type === 'size' && frame.size === 10));
		expect(following.frames.filter(({type}) => type === 'size')).toHaveLength(2);
	});

	test('a truncated file is told and comes again from its start', async () => {
		const path = join(temporaryFolder(), 'output');
		writeFileSync(path, 'a long first part');
		const following = follow(shell, [content('a', path)]);
		await untilText(following, 'a', 'a long first part');
		following.frames.length = 0;
		writeFileSync(path, 'new');
		await until(() => following.frames.find(({type}) => type === 'content'));
		expect(following.frames).toEqual([
			{type: 'truncated', key: 'a'},
			{type: 'content', key: 'a', offset: 0, bytes: Buffer.from('new')},
		]);
	});

	test('ends when its input closes, and nothing of it stays', async () => {
		const path = join(temporaryFolder(), 'output');
		const following = follow(shell, [content('a', path)]);
		await until(() => following.frames[0]);
		following.child.stdin?.end();
		await following.ended;
	});

	test('ends when nobody reads it any more', async () => {
		const path = join(temporaryFolder(), 'output');
		const following = follow(shell, [content('a', path)]);
		await until(() => following.frames[0]);
		following.child.stdout?.destroy();
		writeFileSync(path, 'x');
		await new Promise(resolve => following.child.once('exit', resolve));
	});

	test('one gigabyte is followed from near its end at once', async () => {
		const path = join(temporaryFolder(), 'output');
		const size = sparse(path, 2 ** 30, 'the end');
		const following = follow(shell, [content('a', path, size - 12)]);
		const begin = performance.now();
		await untilText(following, 'a', '\0\0\0\0\0the end');
		expect(performance.now() - begin).toBeLessThan(5000);
	});

	test('no chunk is larger than was asked, and a large file does not hold up a small one', async () => {
		const folder = temporaryFolder();
		const [large, small] = [join(folder, 'large'), join(folder, 'small')];
		sparse(large, 2 ** 30, 'x');
		writeFileSync(small, 'here I am');
		const following = follow(shell, [content('large', large), content('small', small)], {chunkBytes: 65_536});
		await untilText(following, 'small', 'here I am');
		const before = following.frames.findIndex(frame => frame.type === 'content' && frame.key === 'small');
		const bytes = following.frames
			.slice(0, before)
			.reduce((sum, frame) => sum + (frame.type === 'content' ? frame.bytes.length : 0), 0);
		expect(bytes).toBe(65_536);
	});
});

/** A file of holes with a few bytes at its end; its size. */
function sparse(path: string, size: number, end: string): number {
	const file = openSync(path, 'w');
	ftruncateSync(file, size);
	writeSync(file, end, size);
	closeSync(file);
	return size + end.length;
}

test.each(shells.slice(0, 2))(
	'killed at any moment in %s, it goes on at the offset: no byte lost, none twice',
	async (_name, shell) => {
		const path = join(temporaryFolder(), 'output');
		const whole = randomBytes(600_000);
		writeFileSync(path, '');
		const seen = createHash('sha256');
		let offset = 0;
		let written = 0;
		for (let round = 0; offset < whole.length; round++) {
			const following = follow(shell, [content('a', path, offset)], {chunkBytes: 20_000});
			const [start, enough] = [offset, Math.min(whole.length, offset + 1 + ((round * 97_003) % 80_000))];
			let at = start;
			for (let taken = 0; at < enough; ) {
				const next = Math.min(whole.length, written + 1 + ((round * 31_337) % 60_000));
				appendFileSync(path, whole.subarray(written, next));
				written = next;
				await until(() => (following.frames.length > taken ? true : undefined));
				const news = following.frames.slice(taken);
				taken += news.length;
				at += Buffer.concat(piecesOf(news, 'a', at)).length;
			}

			following.child.kill(round % 2 === 0 ? 'SIGKILL' : 'SIGTERM');
			await following.ended;
			const bytes = Buffer.concat(piecesOf(following.frames, 'a', start));
			seen.update(bytes);
			offset = start + bytes.length;
		}

		expect(offset).toBe(whole.length);
		expect(seen.digest('hex')).toBe(createHash('sha256').update(whole).digest('hex'));
	},
	60_000,
);

test.skipIf(!hasProgram('busybox'))('with nothing but busybox', async () => {
	const folder = temporaryFolder();
	const path = join(folder, 'output');
	const bytes = randomBytes(700_001);
	writeFileSync(path, bytes);
	const {argv} = followerCommand([content('a', path, 4099)], {chunkBytes: 100_000});
	// Nothing else is there: stat, dd, tail, head and sleep are its own applets.
	const applets = temporaryFolder();
	spawnSync('busybox', ['--install', '-s', applets]);
	const child = spawn(join(applets, 'sh'), argv.slice(1), {stdio: ['pipe', 'pipe', 'inherit'], env: {PATH: applets}});
	const decoder = new FrameDecoder();
	const frames: Frame[] = [];
	child.stdout.on('data', (piece: Buffer) => frames.push(...decoder.push(piece)));
	onTestFinished(() => void child.kill('SIGKILL'));
	await until(() =>
		piecesOf(frames, 'a', 4099).reduce((sum, piece) => sum + piece.length, 4099) === bytes.length ? true : undefined,
	);
	expect(Buffer.concat(piecesOf(frames, 'a', 4099)).equals(bytes.subarray(4099))).toBe(true);
});

test('gives a sign of life about every ten seconds, also where sleep takes no fractions', async () => {
	const folder = temporaryFolder();
	// Ten times as fast as it says.
	const env = fakePrograms({sleep: 'case $1 in *.*) exit 1 ;; esac; exec /bin/sleep 0.$1'});
	const {argv} = followerCommand([content('a', join(folder, 'never'))]);
	const child = spawn('dash', argv.slice(1), {stdio: ['pipe', 'pipe', 'inherit'], env});
	onTestFinished(() => void child.kill('SIGKILL'));
	let said = '';
	child.stdout.on('data', (bytes: Buffer) => {
		said += bytes.toString();
	});
	const begin = performance.now();
	await until(() => (said === '~\n~\n~\n' ? true : undefined));
	const seconds = (performance.now() - begin) / 100;
	expect(seconds).toBeGreaterThan(15);
	expect(seconds).toBeLessThan(60);
});

test('a file that is replaced while it is read keeps the stream in step', async () => {
	const folder = temporaryFolder();
	const path = join(folder, 'output');
	writeFileSync(path, 'x'.repeat(300_000));
	const following = follow(['dash'], [content('a', path)], {chunkBytes: 1000});
	for (let turn = 0; turn < 15; turn++) {
		writeFileSync(join(folder, 'next'), 'y'.repeat(turn));
		renameSync(join(folder, 'next'), path);
		await until(() => following.frames.pop());
		writeFileSync(path, 'x'.repeat(300_000));
	}

	appendFileSync(path, 'the end');
	await until(() =>
		following.frames.find(frame => frame.type === 'content' && Buffer.from(frame.bytes).includes('the end')),
	);
	expect(existsSync(path)).toBe(true);
});
