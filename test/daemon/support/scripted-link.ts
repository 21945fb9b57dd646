import {type Duplex, PassThrough} from 'node:stream';
import type {Command, Outcome} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {ByteStream, Endpoint, Hop, Link, OpenRequest, Transport} from '../../../source/core/link.js';

/** A hop with nothing special about it. */
export function hopNamed(name: string, some: Partial<Hop> = {}): Hop {
	return {
		name,
		host: name,
		port: 22,
		user: 'u',
		identities: [],
		agent: null,
		identitiesOnly: false,
		knownHostsFiles: [],
		hostKeyAlias: null,
		strictHostKeyChecking: 'yes',
		keepAlive: {intervalSeconds: 0, countMax: 0},
		connectTimeoutMs: 1000,
		proxyCommand: null,
		join: 'forward',
		...some,
	};
}

/** What a program left that ended well. */
export function outcomeOf(stdout: string, code = 0, stderr = ''): Outcome {
	return {code, signal: null, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr)};
}

/** Core describes streams without naming Node's; these are the same. */
export function byteStream(stream: Duplex): ByteStream {
	return stream as unknown as ByteStream;
}

export type LinkScript = {
	readonly hop?: Hop;
	/** What each command leaves; nothing and code 0 when it is not said. */
	readonly run?: (command: Command) => Outcome | Promise<Outcome>;
	readonly put?: (path: string, text: string, mode: number) => void | Promise<void>;
	readonly stream?: Link['stream'];
	readonly connect?: (endpoint: Endpoint, signal: AbortSignal | undefined) => ReturnType<Link['connect']>;
	readonly carry?: (endpoint: Endpoint, signal: AbortSignal | undefined) => ReturnType<Link['carry']>;
};

/** A link that does what the test says, and tells what was asked of it. */
export type ScriptedLink = Link & {
	readonly commands: readonly Command[];
	readonly isClosed: boolean;
	/** The way broke. */
	fail(fault?: Fault): void;
};

export function scriptedLink(script: LinkScript = {}): ScriptedLink {
	const commands: Command[] = [];
	const over = Promise.withResolvers<Fault | null>();
	const broken = new AbortController();
	const unlessBroken = async <Value>(work: () => Value | Promise<Value>): Promise<Value> => {
		broken.signal.throwIfAborted();
		const lost = Promise.withResolvers<never>();
		const onBroken = () => lost.reject(broken.signal.reason);
		broken.signal.addEventListener('abort', onBroken, {once: true});
		try {
			return await Promise.race([work(), lost.promise]);
		} finally {
			broken.signal.removeEventListener('abort', onBroken);
		}
	};
	const end = (fault: Fault | null) => {
		over.resolve(fault);
		broken.abort(fault ?? new Fault('link', 'the link was closed', {retry: 'later'}));
	};
	const silent = new Fault('link', 'nothing is said of that');
	return {
		hop: script.hop ?? hopNamed('login'),
		commands,
		get isClosed() {
			return broken.signal.aborted;
		},
		roundTripMs: null,
		closed: over.promise,
		run(command) {
			commands.push(command);
			return unlessBroken(() => script.run?.(command) ?? outcomeOf(''));
		},
		put: (path, bytes, mode) =>
			unlessBroken(() => script.put?.(path, typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString(), mode)),
		stream: (command, signal) => unlessBroken(() => script.stream?.(command, signal) ?? Promise.reject(silent)),
		terminal: () => Promise.reject(silent),
		connect: (endpoint, signal) =>
			unlessBroken(() => script.connect?.(endpoint, signal) ?? byteStream(new PassThrough())),
		carry: (endpoint, signal) => unlessBroken(() => script.carry?.(endpoint, signal) ?? Promise.reject(silent)),
		async close() {
			end(null);
		},
		fail: (fault = new Fault('link', 'the connection broke', {retry: 'now'})) => end(fault),
	};
}

/** A transport whose links are the test's. */
export type ScriptedTransport = Transport & {
	/** `from>to` for each hop that was opened, in order. */
	readonly opened: readonly string[];
	readonly links: readonly ScriptedLink[];
};

/** `open` may throw the fault that a hop ends with, or give the link that it opens. */
export function scriptedTransport(
	open: (request: OpenRequest, signal: AbortSignal) => ScriptedLink | Promise<ScriptedLink> = ({hop}) =>
		scriptedLink({hop}),
): ScriptedTransport {
	const opened: string[] = [];
	const links: ScriptedLink[] = [];
	return {
		name: 'scripted',
		opened,
		links,
		async open(request, signal) {
			opened.push(`${request.over?.hop.name ?? ''}>${request.hop.name}`);
			const link = await open(request, signal);
			links.push(link);
			return link;
		},
	};
}
