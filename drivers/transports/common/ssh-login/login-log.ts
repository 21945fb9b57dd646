import {sanitizeLine, sanitizeText} from '../../../../source/core/text.js';
import {readable} from './shown-text.js';

/** How far a login has come, as `ssh -v` tells it. */
export type Stage = 'calling' | 'connected' | 'greeted' | 'encrypted' | 'logged-in';

/** So many lines that were no debugging are kept, for faults. */
const MOST_LINES = 40;

/** What a line means for the stage; the words are those of OpenSSH 7.4 to 10. */
const STAGES: readonly (readonly [RegExp, Stage])[] = [
	[/^debug1: Connection established/, 'connected'],
	[/^debug1: Remote protocol version/, 'greeted'],
	[/^debug1: (?:SSH2_MSG_SERVICE_ACCEPT received|Authentications that can continue)/, 'encrypted'],
	[/^(?:Authenticated to |debug1: Authentication succeeded)/, 'logged-in'],
];

/** Reads what `ssh -v` prints on standard error. No I/O. */
export class LoginLog {
	#stage: Stage = 'calling';
	#rest = '';
	#offered = '';
	#touches = 0;
	#refusals = 0;
	#refusal = '';
	readonly #tried: string[] = [];
	readonly #said: string[] = [];
	#unread: string[] = [];
	readonly #note: (line: string) => void;

	/** `note`: told what a person would want in the log. */
	constructor(note: (line: string) => void) {
		this.#note = note;
	}

	get stage(): Stage {
		return this.#stage;
	}

	/** What the server offered last: `publickey,password`. */
	get offered(): string {
		return this.#offered;
	}

	/** What was tried, in order. */
	get tried(): readonly string[] {
		return this.#tried;
	}

	/** All that ssh, the server's banner and a ProxyCommand said, without the debugging; sanitised, the latest last. */
	get said(): readonly string[] {
		return this.#said;
	}

	/** How often a security key was wanted that has to be touched: ssh says so only to whom it has at a terminal. */
	get touches(): number {
		return this.#touches;
	}

	/** How often the host did not open a connection that another master wanted through this one, and its last words on it. */
	get refusals(): {readonly count: number; readonly last: string} {
		return {count: this.#refusals, last: this.#refusal};
	}

	/** What of that has come since this was asked for last. */
	takeUnread(): string {
		const text = this.#unread.join('\n');
		this.#unread = [];
		return text;
	}

	feed(text: string): void {
		const lines = (this.#rest + text).split('\n');
		this.#rest = lines.pop() ?? '';
		for (const line of lines) {
			this.#line(line.replace(/\r$/, ''));
		}
	}

	/** There is no more: a last line may lack its end. */
	end(): void {
		this.feed('\n');
	}

	#line(raw: string): void {
		const text = readable(raw);
		const line = sanitizeLine(text);
		this.#stage = STAGES.find(([words]) => words.test(line))?.[1] ?? this.#stage;
		this.#noteAttempt(line);
		if (line === '' || isDebugging(line)) {
			return;
		}

		const refusal = /^channel \d+: open failed: (.*)/.exec(line)?.[1];
		if (refusal !== undefined) {
			this.#refusals += 1;
			this.#refusal = refusal;
		}

		this.#said.push(line);
		this.#said.splice(0, this.#said.length - MOST_LINES);
		if (!isSuccess(line)) {
			this.#unread.push(sanitizeText(text).trimEnd());
		}

		this.#note(line);
	}

	#noteAttempt(line: string): void {
		this.#offered = /^debug1: Authentications that can continue: (\S+)/.exec(line)?.[1] ?? this.#offered;
		this.#touches += /^debug1: Server accepts key: .* (?:ED25519|ECDSA)-SK /.test(line) ? 1 : 0;
		const method = /^debug1: Next authentication method: (\S+)/.exec(line)?.[1];
		const key = /^debug1: (?:Offering public key|Trying private key): (\S+)/.exec(line)?.[1];
		const attempt = key === undefined ? method : `publickey (${key})`;
		// A method of keys alone says nothing: the keys follow.
		if (attempt !== undefined && attempt !== 'publickey') {
			this.#tried.push(attempt);
			this.#note(`trying ${attempt}`);
		}
	}
}

/** ssh's own account of its work, of no interest to those whom it concerns. */
const isDebugging = (line: string): boolean => /^(?:debug[123]: |OpenSSH_\d)/.test(line);

/** What ssh reports of its success: nobody has to read it before an answer. */
const isSuccess = (line: string): boolean =>
	/^(?:Authenticated to |Authenticated using |Transferred: |Bytes per second: )/.test(line);

/** Whether a line of `ssh -v` is about ssh's work, and no word of anybody who has something to say. */
export const isOwnAccount = (line: string): boolean => isDebugging(line) || isSuccess(line);
