import type {Duplex, Readable} from 'node:stream';
import {Fault} from '../../../../source/core/fault.js';
import type {Hop} from '../../../../source/core/link.js';
import {sanitizeLine} from '../../../../source/core/text.js';
import {joinStreams} from '../byte-stream.js';
import {unlessAborted} from '../cancelled.js';
import type {FarProcess} from '../process.js';
import {type Begun, begin} from '../running.js';
import {isOwnAccount} from '../ssh-login/login-log.js';
import {NO_SSHD, serverCommand, serverInput} from './server-command.js';

/** So much of a line is kept that has no end yet. */
const LINE_BYTES = 4096;

/** The longest line with a user's name. */
const NAME_BYTES = 512;

/** An sshd of the user's own at the other end of a stream. */
export type Served = {readonly stream: Duplex; readonly user: string};

/** For whom an sshd is started, by which keys, and who is told of it. */
export type ServeRequest = {
	readonly hop: Hop;
	/** The key that is let in, and the server's own. */
	readonly keys: {readonly authorizedKey: string; readonly hostKey: string};
	readonly note: (line: string) => void;
	readonly signal: AbortSignal;
};

/** Starts the host's sshd for one client in the shell of a login. Resolves when it has greeted. */
export async function serve(shell: FarProcess, {hop, keys, note, signal}: ServeRequest): Promise<Served> {
	const program = await begin(shell, serverCommand(), {hop: hop.name, keepsInput: true, signal});
	const words = wordsOf(program.stderr, line => note(`${hop.name}: ${line}`));
	const failed = failureOf(hop, program, words);
	failed.catch(() => {});
	try {
		const user = await unlessAborted(Promise.race([firstLine(program.stdout), failed]), signal, hop.name);
		await program.write(serverInput(keys.authorizedKey, keys.hostKey));
		await unlessAborted(Promise.race([firstBytes(program.stdout), failed]), signal, hop.name);
		return {stream: streamOf(hop, shell, program), user};
	} catch (thrown) {
		program.kill();
		throw thrown;
	}
}

/** Rejects when the program ends, with its own words. */
async function failureOf(hop: Hop, program: Begun, words: Words): Promise<never> {
	const {code} = await program.exited;
	await words.heard;
	const said = words.last;
	throw code === NO_SSHD
		? new Fault('unsupported', `${hop.name} cannot be used as a nested hop: ${said}`, {
				hint: 'the route nested needs the program sshd there; ask the site to have it installed, or to trust your own key',
				facts: {hop: hop.name, said},
			})
		: new Fault('link', `${hop.name} cannot be used as a nested hop: no sshd came up there (code ${code}): ${said}`, {
				hint: `see what it does by hand, there: /usr/sbin/sshd -t`,
				facts: {hop: hop.name, said, code},
			});
}

/** What a program said; `heard`: there is no more. */
type Words = {readonly last: string; readonly heard: Promise<void>};

function wordsOf(stderr: Readable, onLine: (line: string) => void): Words {
	let last = '';
	let rest = '';
	const take = (raw: string): void => {
		const line = sanitizeLine(raw);
		// The ssh that carries all this goes on to tell of its own work.
		if (line !== '' && !isOwnAccount(line)) {
			last = line;
			onLine(line);
		}
	};
	stderr.on('error', () => {});
	stderr.on('data', (bytes: Buffer) => {
		const lines = (rest + bytes.toString('utf8')).split('\n');
		rest = (lines.pop() ?? '').slice(-LINE_BYTES);
		lines.forEach(take);
	});
	const heard = new Promise<void>(resolve =>
		stderr.once('close', () => {
			take(rest);
			resolve();
		}),
	);
	return {
		heard,
		get last() {
			return last;
		},
	};
}

/** The first line of a stream; what follows stays in it. */
function firstLine(stdout: Readable): Promise<string> {
	let held = Buffer.alloc(0);
	return new Promise((resolve, reject) => {
		const look = (bytes: Buffer): void => {
			held = Buffer.concat([held, bytes]);
			const end = held.indexOf('\n');
			if (end === -1 && held.length < NAME_BYTES) {
				return;
			}

			stdout.off('data', look);
			stdout.pause();
			if (end === -1) {
				reject(new Fault('parse', 'no user’s name came'));
				return;
			}

			const rest = held.subarray(end + 1);
			if (rest.length > 0) {
				stdout.unshift(rest);
			}

			resolve(held.subarray(0, end).toString('utf8'));
		};
		stdout.on('data', look);
		stdout.resume();
	});
}

/** Waits until something comes, and leaves it in the stream. */
function firstBytes(stdout: Readable): Promise<void> {
	return new Promise(resolve => {
		stdout.once('data', (bytes: Buffer) => {
			stdout.pause();
			stdout.unshift(bytes);
			resolve();
		});
		stdout.resume();
	});
}

function streamOf(hop: Hop, shell: FarProcess, program: Begun): Duplex {
	let isOver = false;
	const stream = joinStreams(shell.stdin, program.stdout, () => {
		if (!isOver) {
			program.kill();
		}
	});
	stream.on('error', () => {});
	program.stdout.once('end', () => stream.push(null));
	program.exited.then(
		() => {
			isOver = true;
			stream.destroy(new Fault('link', `the connection to ${hop.name} broke`, {retry: 'now', facts: {hop: hop.name}}));
		},
		(thrown: unknown) => {
			isOver = true;
			stream.destroy(Fault.from(thrown));
		},
	);
	return stream;
}
