/**
 * A program to run on some host. An argument list, never a command line: quoting for the remote login shell happens once,
 * in the transport.
 */
export type Command = {
	readonly argv: readonly [string, ...string[]];
	/** Set inside the remote shell, beside LC_ALL=C which is always set. Visible to the same user only; still, no secrets. */
	readonly env?: Readonly<Record<string, string>>;
	/** Where to run it; the home directory when it is not said. */
	readonly cwd?: string;
	/** Sent to the program's standard input, which is then closed. The one way for a secret to reach a remote host. */
	readonly stdin?: string | Uint8Array;
	/** After this long without an end the program is given up: a fault of kind `timeout`. 30 s when it is not said. */
	readonly timeoutMs?: number;
	/**
	 * Only for streams: it may be ended for others where a server takes few sessions at once (MaxSessions 1 exists), with a fault
	 * whose `facts.yielded` is true. Whoever wants it begins it again.
	 */
	readonly yields?: boolean;
	/**
	 * Only for streams: somebody answers what it prints, so each byte is passed on at once. Otherwise the last few may be held until it is
	 * clear that they begin no mark of ours; in return, a child in the background does not keep such a stream open.
	 */
	readonly isConversation?: boolean;
};

/** What a finished program left. Success and failure carry the same fields. */
export type Outcome = {
	/** The exit code; null when a signal ended the program or the host did not say. */
	readonly code: number | null;
	/** The signal's name without SIG, where one ended the program. */
	readonly signal: string | null;
	readonly stdout: Uint8Array;
	readonly stderr: Uint8Array;
};

/**
 * Decide what to run, and understand what it left: the two pure halves around one impure step.
 * `read` throws a {@link Fault} for what it does not understand or what the other program refused.
 */
export type Query<In, Out> = {
	plan(input: In): Command;
	read(outcome: Outcome, input: In): Out;
};

/** Text of an outcome's stream. Bytes that are not UTF-8 become U+FFFD, so nothing is lost silently. */
export function textOf(bytes: Uint8Array): string {
	return new TextDecoder('utf-8').decode(bytes);
}

/** The first words that a failed program said: stderr, else stdout, trimmed. For a fault's `said`. */
export function wordsOf(outcome: Outcome): string {
	return textOf(outcome.stderr).trim() || textOf(outcome.stdout).trim();
}
