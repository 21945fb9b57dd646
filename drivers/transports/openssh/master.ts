import {setTimeout as sleep} from 'node:timers/promises';
import {Fault} from '../../../source/core/fault.js';
import type {OpenRequest} from '../../../source/core/link.js';
import {sanitizeLine} from '../../../source/core/text.js';
import {cancelled} from '../common/cancelled.js';
import {JUDGEMENT_MS, Patience, PERSON_MS} from '../common/patience.js';
import {noAnswer, silence, unanswered} from '../common/trouble.js';
import {masterArguments} from './arguments.js';
import {type Carrier, carrierOver} from './carrier.js';
import {type Console, openConsole, type Shown} from './console.js';
import {askAlive, checkSocket} from './control.js';
import {type Evidence, failureOf, lastWords} from './failure.js';
import {LoginLog, type Stage} from './login-log.js';
import {questionOf} from './questions.js';
import {socketsFolder} from './sockets-folder.js';

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

/** Names of sockets: none is used twice in a process. */
let counter = 0;

/** Starts an `ssh` for one hop and waits until somebody is logged in; rejects with the fault that says why nobody is. */
export async function startMaster(request: OpenRequest, signal: AbortSignal): Promise<Master> {
	const {hop, over} = request;
	counter += 1;
	const base = `${await socketsFolder()}/socket-${counter}`;
	const carrier = over === undefined ? null : await carrierOver(hop, over, `${base}.relay`, signal);
	const login = new Login(request, carrier);
	const onAbort = (): void => login.fail(cancelled(signal, `connecting to ${hop.name}`));
	if (signal.aborted) {
		onAbort();
	}

	signal.addEventListener('abort', onAbort, {once: true});
	let console: Console | undefined;
	try {
		console = await openConsole({
			argv: ['ssh', ...masterArguments({hop, socketPath: base, carrier: carrier?.command ?? null})],
			base,
			onErrors: text => login.heard(text),
			answer: shown => login.answer(shown),
		});
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

/** A login under way: what is heard of it, what is asked, and how long each phase may last. */
class Login {
	readonly log: LoginLog;
	readonly #request: OpenRequest;
	readonly #carrier: Carrier | null;
	readonly #patience: Patience;
	readonly #asking = new AbortController();
	readonly #done = Promise.withResolvers<void>();
	readonly #refusalsBefore: number;
	#stage: Stage = 'calling';
	#unanswered: string | null = null;
	#hasAnswered = false;
	#isAsking = false;

	constructor(request: OpenRequest, carrier: Carrier | null) {
		const {hop, note} = request;
		this.#request = request;
		this.#carrier = carrier;
		this.#refusalsBefore = carrier?.over?.master.refusals().count ?? 0;
		this.log = new LoginLog(line => note(`${hop.name}: ${line}`));
		this.#patience = new Patience((phase, limitMs) => this.#expired(phase, limitMs));
		this.#patience.await('its greeting', hop.connectTimeoutMs);
		this.#done.promise.catch(() => {});
	}

	/** Resolves when somebody is logged in. */
	get done(): Promise<void> {
		return this.#done.promise;
	}

	heard(text: string): void {
		this.log.feed(text);
		const {stage} = this.log;
		if (stage !== this.#stage) {
			this.#stage = stage;
			this.#entered(stage);
		}
	}

	async answer({text, isEchoing}: Shown): Promise<string | undefined> {
		const {hop, ask} = this.#request;
		const question = questionOf({hop: hop.name, before: this.log.takeUnread(), onTerminal: text, isEchoing});
		this.#patience.await('an answer', PERSON_MS);
		this.#isAsking = true;
		const answers = await ask(question, this.#asking.signal).catch(() => undefined);
		this.#isAsking = false;
		if (answers?.[0] === undefined) {
			this.#unanswered = sanitizeLine(question.prompts[0]?.text ?? '').replace(/:$/, '');
			this.fail(failureOf(this.#evidence()));
			return undefined;
		}

		this.#hasAnswered ||= question.kind === 'password' || question.kind === 'keyboard-interactive';
		this.#patience.await('its answer to the login', JUDGEMENT_MS);
		return answers[0];
	}

	/** The process is over, too early. */
	ended(): void {
		this.log.end();
		this.fail(this.#isAsking ? unanswered(this.#request.hop) : failureOf(this.#evidence()));
	}

	fail(fault: Fault): void {
		this.#done.reject(fault);
		this.#asking.abort(fault);
	}

	close(): void {
		this.#patience.stop();
	}

	#entered(stage: Stage): void {
		const limitMs = this.#request.hop.connectTimeoutMs;
		switch (stage) {
			case 'calling':
			case 'connected':
				this.#patience.await('its greeting', limitMs);
				break;
			case 'greeted':
				this.#patience.await('the key exchange', limitMs);
				break;
			case 'encrypted':
				this.#patience.await('its answer to the login', JUDGEMENT_MS);
				break;
			case 'logged-in':
				this.#patience.stop();
				this.#done.resolve();
				break;
		}
	}

	#expired(phase: string, limitMs: number): void {
		const {hop} = this.#request;
		const isUnheard = this.#stage === 'calling' && this.#carrier === null && hop.proxyCommand === null;
		this.fail(
			isUnheard ? noAnswer(hop) : silence(hop, !['calling', 'connected'].includes(this.#stage), phase, limitMs),
		);
	}

	#evidence(): Evidence {
		const over = this.#carrier?.over ?? null;
		const refusals = over?.master.refusals();
		const isRefused = refusals !== undefined && refusals.count > this.#refusalsBefore;
		const {stage, offered, tried, said} = this.log;
		return {
			hop: this.#request.hop,
			stage,
			offered,
			tried,
			said,
			unanswered: this.#unanswered,
			hasAnswered: this.#hasAnswered,
			refusal: over !== null && isRefused ? {over: over.name, said: refusals.last} : null,
		};
	}
}
