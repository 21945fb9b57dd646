import {lstat} from 'node:fs/promises';
import {connect, type Socket} from 'node:net';
import {Fault} from '../../../source/core/fault.js';
import {unlessAborted} from '../common/cancelled.js';
import {framed, PacketCutter, Reader, u32} from './wire.js';

/** What a control master is asked and answers (OpenSSH, PROTOCOL.mux, section 11). */
const HELLO = 0x0000_0001;
const ALIVE_CHECK = 0x1000_0004;
const TERMINATE = 0x1000_0005;
const PROXY = 0x1000_000f;
const ALIVE = 0x8000_0005;
const OK = 0x8000_0001;
const PROXIED = 0x8000_000f;

/** The version since OpenSSH 4.4; a master of another is not spoken with. */
const VERSION = 4;

/** A master answers from memory; one that hangs is as good as none. */
const ANSWER_MS = 5000;

/**
 * Refuses a control socket that is not ours alone: another user's, or one that others may write to. Whoever holds the socket
 * could read what we type.
 */
export async function checkSocket(path: string): Promise<void> {
	const found = await lstat(path);
	const isOurs = found.isSocket() && found.uid === process.getuid?.();
	if (!isOurs || (found.mode & 0o077) !== 0) {
		throw new Fault('config', `the control socket ${path} is not this user’s alone`, {
			hint: 'see who else uses this folder, and remove the socket',
			retry: 'after-user',
		});
	}
}

/** Asks a master whether it lives, as `ssh -O check` does: its process id. */
export async function askAlive(path: string): Promise<number> {
	const control = await Control.open(path);
	try {
		const answer = await control.ask(ALIVE_CHECK, ALIVE);
		return answer.u32();
	} finally {
		control.socket.destroy();
	}
}

/** Tells a master to end, with all that runs over it, as `ssh -O exit` does. */
export async function terminate(path: string): Promise<void> {
	const control = await Control.open(path);
	try {
		await control.ask(TERMINATE, OK);
	} finally {
		control.socket.destroy();
	}
}

/**
 * A socket on which the master passes on the messages of the SSH connection protocol (RFC 4254), unencrypted, each with its length and
 * an empty padding (PROTOCOL.mux, section 9; OpenSSH 7.4 and later).
 */
export async function openProxy(path: string): Promise<Socket> {
	await checkSocket(path);
	const control = await Control.open(path);
	try {
		await control.ask(PROXY, PROXIED);
		return control.release();
	} catch (thrown) {
		control.socket.destroy();
		throw thrown;
	}
}

/** One conversation with a control master: question, answer. */
class Control {
	static async open(path: string): Promise<Control> {
		const socket = connect({path});
		const control = new Control(socket);
		try {
			socket.write(framed(u32(HELLO), u32(VERSION)));
			const hello = await control.#answer();
			const [kind, version] = [hello.u32(), hello.u32()];
			if (kind !== HELLO || version !== VERSION) {
				throw new Fault('unsupported', `the control master speaks version ${version} of its protocol, not ${VERSION}`);
			}

			return control;
		} catch (thrown) {
			socket.destroy();
			throw thrown;
		}
	}

	readonly socket: Socket;
	readonly #cutter = new PacketCutter();
	readonly #packets: Buffer[] = [];
	readonly #onData = (chunk: Buffer): void => {
		try {
			this.#packets.push(...this.#cutter.feed(chunk));
			this.#wake();
		} catch (thrown) {
			this.#fail(Fault.from(thrown));
		}
	};
	readonly #onError = (error: Error): void => this.#fail(error);
	readonly #onClose = (): void => this.#fail(new Fault('link', 'the control master hung up', {retry: 'now'}));
	#wake: () => void = () => {};
	#fail: (error: Error) => void = () => {};

	private constructor(socket: Socket) {
		this.socket = socket;
		socket.on('data', this.#onData).on('error', this.#onError).on('close', this.#onClose);
	}

	/** Asks, and reads the answer of the kind that is wanted; any other is a fault with the master's words. */
	async ask(question: number, wanted: number): Promise<Reader> {
		this.socket.write(framed(u32(question), u32(0)));
		const answer = await this.#answer();
		const kind = answer.u32();
		answer.u32();
		if (kind !== wanted) {
			throw new Fault('unsupported', `the control master refused: ${answer.text()}`, {
				hint: 'the transport openssh needs OpenSSH 7.4 or newer on this machine: see ssh -V',
			});
		}

		return answer;
	}

	/** The bare socket, for another protocol. */
	release(): Socket {
		this.socket.off('data', this.#onData).off('error', this.#onError).off('close', this.#onClose);
		this.socket.pause();
		return this.socket;
	}

	async #answer(): Promise<Reader> {
		const {promise, resolve, reject} = Promise.withResolvers<void>();
		this.#wake = resolve;
		this.#fail = reject;
		if (this.#packets.length > 0) {
			resolve();
		}

		await unlessAborted(promise, AbortSignal.timeout(ANSWER_MS), 'the answer of the control master');
		return new Reader(this.#packets.shift() ?? Buffer.alloc(0));
	}
}
