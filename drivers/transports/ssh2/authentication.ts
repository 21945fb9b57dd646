import type {AnyAuthMethod} from 'ssh2';
import {Fault} from '../../../source/core/fault.js';
import type {Asker, Hop, Question} from '../../../source/core/link.js';
import {sanitizeLine, sanitizeText} from '../../../source/core/text.js';
import {byHand} from '../common/by-hand.js';
import {type Identity, identitiesOf, OneKeyAgent} from './identities.js';
import type {KeyRing} from './key-ring.js';

/** As often as OpenSSH asks (NumberOfPasswordPrompts). */
const ATTEMPTS = 3;

export type AuthenticationRequest = {
	readonly hop: Hop;
	/** Asks a person; while the question is open no time-out runs. */
	readonly ask: Asker;
	readonly note: (line: string) => void;
	readonly signal: AbortSignal;
	/** Keys that were unlocked for another login. */
	readonly keyRing: KeyRing;
	/** The login cannot go on: a question was not answered. */
	readonly giveUp: (fault: Fault) => void;
};

type Round = {readonly prompt: string; readonly echo?: boolean | undefined};

/**
 * Walks through the methods that the server offers: none, keys, questions, password; again from what is left after a
 * partial success. No password or code is ever taken from anywhere but the person, for this one login.
 */
export class Authentication {
	readonly #request: AuthenticationRequest;
	readonly #tried: string[] = [];
	#banner = '';
	#offered: readonly string[] = [];
	#identities: Identity[] | undefined;
	#questionRounds = 0;
	#mustSayAgain = false;
	#passwords = 0;
	#hasAskedNone = false;
	#unanswered: string | undefined;
	#partial: string[] = [];

	constructor(request: AuthenticationRequest) {
		this.#request = request;
	}

	/** The server's text before the login. */
	heard(banner: string): void {
		const text = sanitizeText(banner).trim();
		this.#banner = text;
		for (const line of text.split('\n')) {
			this.#request.note(`${this.#request.hop.name}: ${line}`);
		}
	}

	/** A round of questions began; one that only tells something is for the log. */
	told(name: string, instructions: string): void {
		const text = sanitizeLine(`${name} ${instructions}`);
		if (text !== '') {
			this.#request.note(`${this.#request.hop.name}: ${text}`);
		}
	}

	/** The server refused an attempt, or took it and wants more. */
	refused(methods: readonly string[], isPartial: boolean): void {
		this.#offered = methods;
		if (isPartial) {
			this.#partial = [...this.#partial, this.#tried.at(-1) ?? ''];
			this.#questionRounds = 0;
			this.#passwords = 0;
			this.#request.note(`${this.#request.hop.name}: ${this.#tried.at(-1)} was accepted; it wants more`);
		}
	}

	/** The next attempt; false when there is none left. */
	async next(): Promise<AnyAuthMethod | false> {
		const {hop} = this.#request;
		const username = hop.user;
		if (!this.#hasAskedNone) {
			this.#hasAskedNone = true;
			return {type: 'none', username};
		}

		const identity = this.#offered.includes('publickey') ? await this.#nextIdentity() : undefined;
		if (identity !== undefined) {
			this.#attempt(`publickey (${identity.name})`);
			return {type: 'agent', username, agent: new OneKeyAgent(identity)};
		}

		if (this.#offered.includes('keyboard-interactive') && this.#questionRounds < ATTEMPTS) {
			this.#questionRounds += 1;
			this.#mustSayAgain = true;
			this.#attempt('keyboard-interactive');
			return {
				type: 'keyboard-interactive',
				username,
				prompt: (name, instructions, _language, prompts, finish) => {
					void this.#answer(name, instructions, prompts).then(answers => {
						if (answers !== undefined) {
							finish([...answers]);
						}
					});
				},
			};
		}

		if (this.#offered.includes('password') && this.#passwords < ATTEMPTS) {
			this.#passwords += 1;
			const password = await this.#askPassword();
			if (password === undefined) {
				return false;
			}

			this.#attempt('password');
			return {type: 'password', username, password};
		}

		return false;
	}

	/** Why nobody is logged in. `said`: the server's last words, where it had any. */
	failure(said: string): Fault {
		const {hop} = this.#request;
		const tried = this.#tried.length === 0 ? 'nothing could be tried' : `tried: ${unique(this.#tried)}`;
		const offered = this.#offered.length === 0 ? 'nothing' : this.#offered.join(', ');
		const partial = this.#partial.length === 0 ? '' : `, accepted so far: ${unique(this.#partial)}`;
		return new Fault(
			'auth',
			`${hop.user}@${hop.name} was not let in (${tried}${partial}; it still offers: ${offered})`,
			{
				hint: this.#hint(said),
				retry: 'after-user',
				facts: {
					hop: hop.name,
					tried: this.#tried.join(', '),
					offered: this.#offered.join(', '),
					said: sanitizeLine(said),
				},
			},
		);
	}

	#hint(said: string): string {
		const {hop} = this.#request;
		if (/too many/i.test(said)) {
			return `the agent holds more keys than ${hop.name} tries: name one with IdentityFile, and set IdentitiesOnly yes`;
		}

		if (this.#unanswered !== undefined) {
			return `run: hpctui cluster login, and have ready: ${this.#unanswered}`;
		}

		return this.#offered.some(method => /gssapi|hostbased/.test(method)) &&
			!this.#offered.some(method => /keyboard|password/.test(method))
			? 'this host wants Kerberos or host-based logins: choose the transport openssh'
			: `see what works by hand: ${byHand(hop)}`;
	}

	async #nextIdentity(): Promise<Identity | undefined> {
		const {hop, note, keyRing} = this.#request;
		this.#identities ??= await identitiesOf({
			hop,
			note,
			keyRing,
			askPassphrase: (path, attempt) => this.#askPassphrase(path, attempt),
		});
		return this.#identities.shift();
	}

	#attempt(method: string): void {
		this.#tried.push(method);
		this.#request.note(`${this.#request.hop.name}: trying ${method}`);
	}

	async #askPassphrase(path: string, attempt: number): Promise<string | undefined> {
		const again = attempt === 1 ? '' : 'That was not it. ';
		const answers = await this.#ask({
			kind: 'passphrase',
			text: `${again}The key ${path} is locked.`,
			prompts: [{text: `Passphrase for ${path}: `, isSecret: true}],
		});
		this.#unanswered = answers === undefined ? `the passphrase of ${path}` : this.#unanswered;
		return answers?.[0];
	}

	async #askPassword(): Promise<string | undefined> {
		const {hop, giveUp} = this.#request;
		const again = this.#passwords === 1 ? '' : 'That was not it. ';
		const answers = await this.#ask({
			kind: 'password',
			text: again + this.#takeBanner(),
			prompts: [{text: `Password of ${hop.user} on ${hop.name}: `, isSecret: true}],
		});
		if (answers?.[0] === undefined) {
			this.#unanswered = 'the password';
			giveUp(this.failure(''));
		}

		return answers?.[0];
	}

	async #answer(name: string, instructions: string, rounds: readonly Round[]): Promise<readonly string[] | undefined> {
		const answers = await this.#ask({
			kind: 'keyboard-interactive',
			text: [this.#again(), this.#takeBanner(), sanitizeText(name).trim(), sanitizeText(instructions).trim()]
				.filter(Boolean)
				.join('\n'),
			prompts: rounds.map(({prompt, echo}) => ({text: sanitizeText(prompt), isSecret: echo !== true})),
		});
		if (answers === undefined || answers.length !== rounds.length) {
			this.#unanswered = rounds.map(({prompt}) => sanitizeLine(prompt).replace(/:$/, '')).join(', ');
			this.#request.giveUp(this.failure(''));
			return undefined;
		}

		return answers;
	}

	/** Said once, before the first question of a round that begins anew: a server asks again without a word. */
	#again(): string {
		const isAgain = this.#questionRounds > 1 && this.#mustSayAgain;
		this.#mustSayAgain = false;
		return isAgain ? `That was not it: try ${this.#questionRounds} of ${ATTEMPTS}.` : '';
	}

	/** A banner may hold what is needed for the first answer (a menu, a challenge); once is enough. */
	#takeBanner(): string {
		const banner = this.#banner;
		this.#banner = '';
		return banner;
	}

	async #ask(question: Omit<Question, 'hop'>): Promise<readonly string[] | undefined> {
		const {hop, ask, signal} = this.#request;
		return ask({hop: hop.name, ...question}, signal).catch(() => undefined);
	}
}

const unique = (words: readonly string[]): string => [...new Set(words)].join(', ');
