import {randomBytes} from 'node:crypto';
import {PassThrough, type Readable, type Writable} from 'node:stream';
import type {Command, Outcome} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {Running} from '../../../source/core/link.js';
import {sanitizeText} from '../../../source/core/text.js';
import {unlessAborted} from './cancelled.js';
import {MarkCutter} from './marks.js';
import type {FarProcess, ProcessEnd} from './process.js';
import {runScript} from './script.js';

/** A program that has begun, its streams as Node's own. */
export type Begun = Running & {readonly stdout: Readable; readonly stderr: Readable};

/** `keepsInput`: standard input stays open for what the caller writes later. */
export type BeginOptions = {readonly hop: string; readonly keepsInput: boolean; readonly signal: AbortSignal};

/** How long a channel may stay open after its program, before it is closed from here. */
const LINGER_MS = 1000;

const NOTHING = new Uint8Array(0);

/**
 * Sends the script of a command to a shell that was just started, and waits until the program begins. The program's own
 * standard input is sent only then: what comes earlier, a shell that reads ahead would keep for itself.
 */
export async function begin(shell: FarProcess, command: Command, options: BeginOptions): Promise<Begun> {
	const token = `hpctui${randomBytes(16).toString('hex')}`;
	const hasInput = command.stdin !== undefined || options.keepsInput;
	const script = runScript(command, token, hasInput ? 'channel' : 'nothing');
	const hasEnd = command.isConversation !== true;
	const out = new MarkCutter(token, hasEnd);
	const err = new MarkCutter(token, hasEnd);
	const stdout = new PassThrough();
	const stderr = new PassThrough();

	const begun = Promise.withResolvers<void>();
	const exited = Promise.withResolvers<Outcome>();
	const look = (): void => {
		if (out.hasBegun) {
			begun.resolve();
		}

		// The marks tell the end; the channel stays open for as long as a child in the background holds it.
		if (out.code !== null && err.hasEnded) {
			exited.resolve({code: out.code, signal: null, stdout: NOTHING, stderr: NOTHING});
			shell.stdin.end();
			// Not at once: sshd counts a session against MaxSessions until it has reaped the shell.
			setTimeout(() => shell.letGo(), LINGER_MS).unref();
		}
	};
	cut(shell.stdout, out, stdout, look);
	cut(shell.stderr, err, stderr, look);
	void shell.ended.then(end => {
		try {
			exited.resolve(outcomeOf(end, {out, err, hop: options.hop}));
			begun.resolve();
		} catch (thrown) {
			exited.reject(thrown);
			begun.reject(thrown);
		}
	});
	exited.promise.catch(() => {});

	shell.stdin.on('error', () => {});
	shell.stdin.write(script);
	try {
		await unlessAborted(begun.promise, options.signal, `starting ${command.argv[0]} on ${options.hop}`);
	} catch (thrown) {
		shell.kill();
		throw thrown;
	}

	if (command.stdin !== undefined) {
		shell.stdin.end(command.stdin);
	}

	return {
		stdout,
		stderr,
		exited: exited.promise,
		async write(bytes) {
			if (shell.stdin.writable && !shell.stdin.write(bytes)) {
				await drainOf(shell.stdin);
			}
		},
		end() {
			shell.stdin.end();
		},
		kill() {
			shell.kill();
		},
	};
}

/** Resolves when the stream may be written to again, or never will be. */
function drainOf(stream: Writable): Promise<void> {
	return new Promise(resolve => {
		const done = (): void => {
			stream.off('drain', done).off('close', done);
			resolve();
		};
		stream.on('drain', done).on('close', done);
	});
}

/** Pipes the program's own bytes on, with back pressure, and ends the target at the end mark or at the stream's end. */
function cut(source: Readable, cutter: MarkCutter, target: PassThrough, look: () => void): void {
	source.on('data', (chunk: Buffer) => {
		const bytes = cutter.feed(chunk);
		const isWanted = target.writable && bytes.length > 0;
		if (isWanted && !target.write(bytes)) {
			source.pause();
		}

		if (cutter.hasEnded && target.writable) {
			target.end();
		}

		look();
	});
	// Whoever had it before may have left it paused.
	source.resume();
	target.on('drain', () => source.resume());
	// Given up: the rest is read and dropped, or the channel would never be done.
	target.on('error', () => {}).once('close', () => source.resume());
	const finish = (): void => {
		if (target.writable) {
			target.end(cutter.rest());
		}
	};
	source.once('end', finish).once('close', finish);
	source.on('error', finish);
}

type Ending = {readonly out: MarkCutter; readonly err: MarkCutter; readonly hop: string};

/** The outcome of a process that ended without both end marks. */
function outcomeOf(end: ProcessEnd, {out, err, hop}: Ending): Outcome {
	const code = out.code ?? err.code;
	if (code !== null) {
		return {code, signal: null, stdout: NOTHING, stderr: NOTHING};
	}

	switch (end.type) {
		case 'broken':
			throw end.fault;
		case 'exited': {
			if (out.hasBegun) {
				return {code: end.code, signal: end.signal, stdout: NOTHING, stderr: NOTHING};
			}

			const said = sanitizeText(`${err.noise}\n${out.noise}`).trim();
			throw new Fault('remote', `${hop} did not start /bin/sh for this user`, {
				hint: `see what it does by hand: ssh ${hop} /bin/sh -c true`,
				retry: 'after-user',
				facts: {hop, said, code: end.code},
			});
		}
	}
}
