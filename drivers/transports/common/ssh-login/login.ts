import type {Fault} from '../../../../source/core/fault.js';
import type {OpenRequest} from '../../../../source/core/link.js';
import {sanitizeLine, sanitizeText} from '../../../../source/core/text.js';
import {JUDGEMENT_MS, Patience, PERSON_MS} from '../patience.js';
import {noAnswer, silence, unanswered} from '../trouble.js';
import {type Evidence, failureOf, fingerprintIn} from './failure.js';
import {LoginLog, type Stage} from './login-log.js';
import {type LoginPassphrases, lockedKeyOf} from './passphrases.js';
import {questionOf, type Shown} from './questions.js';

/** What brings the bytes of a login, where that is not ssh itself. */
export type Bringer = {
	/** The hop before, where a master is behind it: it says why it could not connect. */
	readonly over: {
		readonly name: string;
		readonly master: {refusals(): {readonly count: number; readonly last: string}};
	} | null;
};

/** A login under way: what is heard of it, what is asked, and how long each phase may last. */
export class Login {
	readonly log: LoginLog;
	readonly #request: OpenRequest;
	readonly #bringer: Bringer | null;
	readonly #passphrases: LoginPassphrases | null;
	readonly #patience: Patience;
	readonly #asking = new AbortController();
	readonly #done = Promise.withResolvers<void>();
	readonly #refusalsBefore: number;
	#stage: Stage = 'calling';
	#unanswered: string | null = null;
	#untrusted: string | null = null;
	#hasAnswered = false;
	#isAsking = false;

	/** `passphrases` null: none is recalled, for what asks is not the ssh of this machine. */
	constructor(request: OpenRequest, bringer: Bringer | null, passphrases: LoginPassphrases | null) {
		const {hop, note} = request;
		this.#request = request;
		this.#bringer = bringer;
		this.#passphrases = passphrases;
		this.#refusalsBefore = bringer?.over?.master.refusals().count ?? 0;
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
		const wanted = this.log.touches;
		this.log.feed(text);
		if (this.log.touches > wanted) {
			this.#tell('Touch the security key: the login waits for it.');
		}

		const {stage} = this.log;
		if (stage !== this.#stage) {
			this.#stage = stage;
			this.#entered(stage);
		}
	}

	async answer({text, isEchoing, isTold = false}: Shown): Promise<string | undefined> {
		if (isTold) {
			this.#tell(text);
			return undefined;
		}

		const {hop, ask} = this.#request;
		const question = questionOf({hop: hop.name, before: this.log.takeUnread(), onTerminal: text, isEchoing});
		const key = lockedKeyOf(question, hop, this.log.tried);
		const recalled = key === null ? undefined : this.#passphrases?.recall(key);
		if (recalled !== undefined) {
			return recalled;
		}

		this.#patience.await('an answer', PERSON_MS);
		this.#isAsking = true;
		const answers = await ask(question, this.#asking.signal).catch(() => undefined);
		this.#isAsking = false;
		if (answers?.[0] === undefined) {
			this.#unanswered = sanitizeLine(question.prompts[0]?.text ?? '').replace(/:$/, '');
			this.#untrusted =
				question.kind === 'host-key' ? (fingerprintIn(question.text) ?? 'of a kind that it did not tell') : null;
			this.fail(failureOf(this.#evidence()));
			return undefined;
		}

		if (key !== null) {
			this.#passphrases?.given(key, answers[0]);
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

	/** Something that the person must know, and need not answer. */
	#tell(text: string): void {
		const {hop, ask} = this.#request;
		ask(
			{kind: 'keyboard-interactive', hop: hop.name, text: sanitizeText(text), prompts: []},
			this.#asking.signal,
		).catch(() => undefined);
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
				this.#passphrases?.succeeded();
				this.#done.resolve();
				break;
		}
	}

	#expired(phase: string, limitMs: number): void {
		const {hop} = this.#request;
		const isUnheard = this.#stage === 'calling' && this.#bringer === null && hop.proxyCommand === null;
		this.fail(
			isUnheard ? noAnswer(hop) : silence(hop, !['calling', 'connected'].includes(this.#stage), phase, limitMs),
		);
	}

	#evidence(): Evidence {
		const over = this.#bringer?.over ?? null;
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
			untrusted: this.#untrusted,
			hasAnswered: this.#hasAnswered,
			refusal: over !== null && isRefused ? {over: over.name, said: refusals.last} : null,
		};
	}
}
