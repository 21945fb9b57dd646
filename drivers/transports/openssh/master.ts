import {setTimeout as sleep} from 'node:timers/promises';
import {Fault} from '../../../source/core/fault.js';
import type {OpenRequest} from '../../../source/core/link.js';
import {cancelled} from '../common/cancelled.js';
import {lastWords} from '../common/ssh-login/failure.js';
import {Login} from '../common/ssh-login/login.js';
import type {LoginLog} from '../common/ssh-login/login-log.js';
import type {LoginPassphrases} from '../common/ssh-login/passphrases.js';
import {masterArguments} from './arguments.js';
import {carrierOver} from './carrier.js';
import type {Console} from './console.js';
import {askAlive, checkSocket} from './control.js';
import {openConsole} from './open-console.js';
import {newSocketPath} from './sockets-folder.js';

/** A control master of our own: an `ssh` that is logged in on one host, and serves us at its socket. */
export type Master = {
	readonly socketPath: string;
	/** Settles when the process is over. */
	readonly ended: Promise<void>;
	/** What it said last. */
	lastWords(): string;
	/** Connections that its host did not open for other masters: how many, and the words about the last. */
	refusals(): {readonly count: number; readonly last: string};
	/** Ends it; resolves when it is gone. */
	stop(): Promise<void>;
};

/** Between the login and the socket lies no network. */
const SOCKET_MS = 10_000;
const SOCKET_LOOK_MS = 20;

/** A master that was asked to end and does not is killed after this long. */
const STOP_MS = 2000;

/** Starts an `ssh` for one hop and waits until somebody is logged in; rejects with the fault that says why nobody is. */
export async function startMaster(
	request: OpenRequest,
	passphrases: LoginPassphrases,
	signal: AbortSignal,
): Promise<Master> {
	const {hop, over} = request;
	const base = await newSocketPath();
	const carrier = over === undefined ? null : await carrierOver(hop, over, `${base}.relay`, signal);
	const login = new Login(request, carrier, passphrases);
	const onAbort = (): void => login.fail(cancelled(signal, `connecting to ${hop.name}`));
	if (signal.aborted) {
		onAbort();
	}

	signal.addEventListener('abort', onAbort, {once: true});
	let console: Console | undefined;
	try {
		console = await openConsole(
			{
				argv: ['ssh', ...masterArguments({hop, socketPath: base, carrier: carrier?.command ?? null})],
				base,
				onErrors: text => login.heard(text),
				answer: shown => login.answer(shown),
			},
			line => request.note(`${hop.name}: ${line}`),
		);
		const {ended} = console;
		void ended.then(() => {
			login.ended();
			carrier?.close();
		});
		await login.done;
		const master = masterOf(base, console, login.log);
		await untilServing(base, console.pid, ended);
		return master;
	} catch (thrown) {
		await stop(console);
		carrier?.close();
		throw thrown;
	} finally {
		signal.removeEventListener('abort', onAbort);
		login.close();
	}
}

function masterOf(socketPath: string, console: Console, log: LoginLog): Master {
	return {
		socketPath,
		ended: console.ended,
		lastWords: () => lastWords(log.said),
		refusals: () => log.refusals,
		stop: () => stop(console),
	};
}

async function stop(console: Console | undefined): Promise<void> {
	if (console !== undefined) {
		console.kill('SIGTERM');
		const timer = setTimeout(() => console.kill('SIGKILL'), STOP_MS);
		await console.ended;
		clearTimeout(timer);
	}
}

/** Waits until the master answers at its socket, and makes sure that it is the one that we started. */
async function untilServing(path: string, pid: number, ended: Promise<void>): Promise<void> {
	const limit = AbortSignal.timeout(SOCKET_MS);
	let isOver = false;
	void ended.then(() => {
		isOver = true;
	});
	for (;;) {
		try {
			await checkSocket(path);
			const answered = await askAlive(path);
			if (answered === pid) {
				return;
			}

			throw new Fault('bug', `the process ${answered} answers at ${path}, not ${pid}`);
		} catch (error) {
			if (error instanceof Fault || isOver || limit.aborted) {
				throw error;
			}

			await sleep(SOCKET_LOOK_MS);
		}
	}
}
