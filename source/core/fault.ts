/**
 * What kind of thing went wrong; it decides the exit code and the tone of the message.
 *
 * `usage` and `config`: the person can mend it; `missing`: no such session, cluster or app; `auth`: a login or a host key
 * was refused; `link`: a host cannot be reached; `refused`: the scheduler said no; `remote`: another program failed;
 * `parse`: another program said what we do not understand; `ended`: the session was over first; `bug`: ours.
 */
export type FaultKind =
	| 'usage'
	| 'config'
	| 'missing'
	| 'daemon'
	| 'link'
	| 'auth'
	| 'refused'
	| 'remote'
	| 'parse'
	| 'unsupported'
	| 'timeout'
	| 'ended'
	| 'cancelled'
	| 'bug';

/** When the same call could succeed: at once, after a pause, after the person did something, or not at all. */
export type RetryAdvice = 'now' | 'later' | 'after-user' | 'never';

/** What is known about the failure: plain values only, so that it crosses the wire whole. Never a secret. */
export type FaultFacts = Readonly<Record<string, string | number | boolean | null>>;

/** What a fault says beside its kind and message. */
export type FaultOptions = {
	/** What to try next, as a sentence or a command line. */
	readonly hint?: string;
	readonly retry?: RetryAdvice;
	/** `hop` names where it failed; `said` holds the other program's own words. */
	readonly facts?: FaultFacts;
	readonly cause?: unknown;
};

/** A fault as it stands in JSON, on the wire and in the journal. */
export type FaultDocument = {
	readonly kind: FaultKind;
	readonly message: string;
	readonly hint: string | null;
	readonly retry: RetryAdvice;
	readonly facts: FaultFacts;
};

/** The exit codes, by kind; docs/commands.md tells them. */
const EXIT_CODES: Readonly<Record<FaultKind, number>> = {
	usage: 2,
	config: 2,
	missing: 3,
	daemon: 1,
	link: 5,
	auth: 4,
	refused: 6,
	remote: 1,
	parse: 1,
	unsupported: 1,
	timeout: 7,
	ended: 8,
	cancelled: 130,
	bug: 1,
};

/** Known to every copy of this module: the commands are bundled apart from the rest of the program (scripts/build.js). */
const BRAND: unique symbol = Symbol.for('hpctui.fault') as never;

/** The one error class of the program. Expected answers are values; a broken promise is a Fault. */
export class Fault extends Error {
	static override [Symbol.hasInstance](value: unknown): boolean {
		return typeof value === 'object' && value !== null && BRAND in value;
	}

	readonly [BRAND] = true;
	override readonly name = 'Fault';
	readonly kind: FaultKind;
	readonly hint: string | null;
	readonly retry: RetryAdvice;
	readonly facts: FaultFacts;

	constructor(kind: FaultKind, message: string, options: FaultOptions = {}) {
		super(message, options.cause === undefined ? undefined : {cause: options.cause});
		this.kind = kind;
		this.hint = options.hint ?? null;
		this.retry = options.retry ?? 'never';
		this.facts = options.facts ?? {};
	}

	/** The exit code of a command that ends with this fault. */
	get exitCode(): number {
		return EXIT_CODES[this.kind];
	}

	/** The plain value that crosses the wire and is kept in the journal. */
	toDocument(): FaultDocument {
		return {kind: this.kind, message: this.message, hint: this.hint, retry: this.retry, facts: this.facts};
	}

	/** The fault that a plain value stands for. */
	static fromDocument(document: FaultDocument): Fault {
		return new Fault(document.kind, document.message, {
			...(document.hint === null ? {} : {hint: document.hint}),
			retry: document.retry,
			facts: document.facts,
		});
	}

	/** Whatever was thrown, as a fault: a fault stays itself, anything else is our bug, with its message kept. */
	static from(thrown: unknown): Fault {
		if (thrown instanceof Fault) {
			return thrown;
		}

		const message = thrown instanceof Error ? thrown.message : String(thrown);
		return new Fault('bug', message, {cause: thrown});
	}
}
