import type {Command, Outcome} from './command.js';
import type {Fault} from './fault.js';

/** One host on the way, with all that is needed to open it. Made from what the person wrote and `~/.ssh/config`. */
export type Hop = {
	/** As the person wrote it: shown in messages, and the alias under which the configuration was looked up. */
	readonly name: string;
	readonly host: string;
	readonly port: number;
	readonly user: string;
	/** Nobody named the user: it is the one that ssh would take by itself. */
	readonly isUserGuessed?: boolean;
	/** Private key files to offer, in order; absolute paths. */
	readonly identities: readonly string[];
	/** The agent's socket; null: use none. */
	readonly agent: string | null;
	/** Offer only the keys named in `identities`, even when the agent holds more (IdentitiesOnly). */
	readonly identitiesOnly: boolean;
	readonly knownHostsFiles: readonly string[];
	/** The name to look up in known_hosts instead of the host's own (HostKeyAlias). */
	readonly hostKeyAlias: string | null;
	/** What to do with a host key that is not known. A changed key is always refused. */
	readonly strictHostKeyChecking: 'yes' | 'ask' | 'accept-new' | 'no';
	/** Seconds between keep-alive questions, and how many may stay unanswered. */
	readonly keepAlive: {readonly intervalSeconds: number; readonly countMax: number};
	/** Limit for the TCP connection and, apart from it, for each silent phase of the handshake. */
	readonly connectTimeoutMs: number;
	/** A command that carries the bytes instead of a TCP connection (ProxyCommand), tokens expanded; null: none. */
	readonly proxyCommand: string | null;
	/** How the hop before leads here. */
	readonly join: HopJoin;
	/** The hops before it, in order, as ssh's -J takes them; empty or missing: there are none. */
	readonly passed?: readonly string[];
	/** The ssh configuration file that the hop was made from; null or missing: the user's own. */
	readonly sshConfig?: string | null;
	/** What its configuration asks for that only OpenSSH has, as a person would name it; empty or missing: nothing that is known. */
	readonly needs?: readonly string[];
};

/**
 * How one hop leads to the next: it opens a connection (`forward`), a command on it carries the bytes (`exec`), or its own ssh logs
 * in there, with what that host trusts of it (`nested`).
 */
export type HopJoin = 'forward' | 'exec' | 'nested';

/** Where bytes should come out at the far side of a link. */
export type Endpoint = {readonly host: string; readonly port: number} | {readonly path: string};

/** A two-way stream of bytes, as Node's Duplex; kept structural so that core needs no `node:` import. */
export type ByteStream = {
	on(event: string, listener: (...values: never[]) => void): unknown;
	once(event: string, listener: (...values: never[]) => void): unknown;
	write(bytes: Uint8Array | string): boolean;
	end(): unknown;
	destroy(error?: Error): unknown;
	pipe<T>(target: T): T;
};

/** A program that runs at the far side, with its streams open. */
export type Running = {
	/** Noise of login shells is already cut off: the first byte is the program's own. */
	readonly stdout: AsyncIterable<Uint8Array>;
	readonly stderr: AsyncIterable<Uint8Array>;
	/** Resolves when it may be given more: at once, unless the program reads slower than it is written to. */
	write(bytes: Uint8Array | string): Promise<void>;
	/** Close its standard input. */
	end(): void;
	/** Its end, with empty stdout and stderr. Rejects with a fault of kind `link` when the link broke first. */
	readonly exited: Promise<Outcome>;
	/** Give it up: the channel is closed, the program gets a hang-up. */
	kill(): void;
};

/** A terminal at the far side. */
export type Terminal = {
	readonly output: AsyncIterable<Uint8Array>;
	write(bytes: Uint8Array | string): void;
	resize(columns: number, rows: number): void;
	readonly exited: Promise<Outcome>;
	close(): void;
};

/**
 * An open way to one host: what a transport opens. All remote I/O of the program goes through one of these.
 * Every method rejects with a {@link Fault}: `link` (the way broke or the far side cannot be reached), `timeout`, `remote`.
 */
export type Link = {
	readonly hop: Hop;
	/** Run to the end and collect. Channels are queued so that a server's MaxSessions (10, or fewer) is never hit. */
	run(command: Command, signal?: AbortSignal): Promise<Outcome>;
	/** Run with the streams open. */
	stream(command: Command, signal?: AbortSignal): Promise<Running>;
	/** A terminal with the login shell, or with a command. */
	terminal(size: {columns: number; rows: number}, command?: Command): Promise<Terminal>;
	/**
	 * A connection from this host to the endpoint. Rejects with `link` and `facts.verdict` one of
	 * `refused` | `silent` | `unreachable` | `forbidden` | `unknown`: different evidence. A refusal is a host that answers, silence a firewall that drops.
	 */
	connect(endpoint: Endpoint, signal?: AbortSignal): Promise<ByteStream>;
	/** The same by a command on this host, for an sshd that forbids forwarding. Only where the person chose it. */
	carry(endpoint: Endpoint, signal?: AbortSignal): Promise<ByteStream>;
	/** Write a whole file, created with the mode before any byte is in it; parent folders exist. */
	put(path: string, bytes: Uint8Array | string, mode: number): Promise<void>;
	/** Round-trip time of the last keep-alive in ms; null before the first. */
	readonly roundTripMs: number | null;
	/** Settles once, when the link is over: null after `close()`, else why. Never rejects. */
	readonly closed: Promise<Fault | null>;
	/**
	 * There is reason to doubt it (the machine slept, the network changed): the far side is asked now, and the link ends within
	 * seconds where it keeps silent. Missing where a link cannot fail in silence, or its program looks for itself.
	 */
	check?(): void;
	close(): Promise<void>;
};

/** One question of a server, in its own words (sanitised). `isSecret`: do not show what is typed. */
export type Prompt = {readonly text: string; readonly isSecret: boolean};

/** A round of questions from one hop: a password, a code, a passphrase, or whether to trust a host key. */
export type Question = {
	readonly kind: 'password' | 'keyboard-interactive' | 'passphrase' | 'host-key';
	/** The hop's name. */
	readonly hop: string;
	/** The server's title and instructions, or for a host key what is to be decided, with the SHA256 fingerprint. */
	readonly text: string;
	readonly prompts: readonly Prompt[];
};

/**
 * Asks the person. `undefined`: nobody is there, or they declined; then the transport fails with `auth` and retry
 * `after-user`, so that the daemon never hangs on a prompt. For `host-key` the answer is `['yes']` or `['no']`.
 */
export type Asker = (question: Question, signal: AbortSignal) => Promise<readonly string[] | undefined>;

/** What a transport is given to open one hop. */
export type OpenRequest = {
	readonly hop: Hop;
	/** The link to come from; undefined: from this machine. */
	readonly over: Link | undefined;
	readonly ask: Asker;
	/** A line for the log: banner, authentication steps, what was tried. Never a secret. */
	readonly note: (line: string) => void;
};

/** A way to open hosts: drivers/transports/*.ts export one of these each. */
export type Transport = {
	readonly name: string;
	open(request: OpenRequest, signal: AbortSignal): Promise<Link>;
};
