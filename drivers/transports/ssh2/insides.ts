import type {Client} from 'ssh2';

/**
 * The only file that names what is private in ssh2. package.json pins this very version, and a test holds the two together:
 * another version may keep the names and change their meaning.
 */
export const SSH2_VERSION = '1.17.0';

/** A channel's own account of its window, of which ssh2 takes away what arrives and to which it adds what it grants. */
export type InnerChannel = {
	readonly incoming: {window: number; readonly state: string};
	readonly outgoing: {readonly id: number; readonly state: string};
	/** True while the consumer is behind: `push` has answered false and nobody has read since. */
	readonly _waitChanDrain: boolean;
};

type Handlers = {
	USERAUTH_FAILURE(protocol: unknown, methods: readonly string[], isPartial: boolean): void;
	USERAUTH_INFO_REQUEST(protocol: unknown, name: string, instructions: string, prompts: unknown): void;
	CHANNEL_DATA(protocol: unknown, recipient: number, bytes: Uint8Array): void;
};

type Insides = {
	readonly _protocol: {
		readonly _handlers: Handlers;
		ping(): void;
		channelWindowAdjust(channel: number, bytes: number): void;
		signal(channel: number, name: string): void;
	};
	readonly _chanMgr: {get(id: number): unknown};
	/** Who waits for the answers to global requests, in order. */
	readonly _callbacks: (() => void)[];
};

const insidesOf = (client: Client): Insides => client as unknown as Insides;

/** Tells of each refused attempt before ssh2 acts on it: for an agent's key it forgets what the server said. */
export function onAttemptRefused(client: Client, tell: (methods: readonly string[], isPartial: boolean) => void): void {
	const handlers = insidesOf(client)._protocol._handlers;
	const original = handlers.USERAUTH_FAILURE;
	handlers.USERAUTH_FAILURE = (protocol, methods, isPartial) => {
		tell(methods, isPartial);
		original(protocol, methods, isPartial);
	};
}

/** Tells of each round of questions, also of those without a question, which ssh2 answers by itself ("pushed to your phone"). */
export function onQuestions(client: Client, tell: (name: string, instructions: string) => void): void {
	const handlers = insidesOf(client)._protocol._handlers;
	const original = handlers.USERAUTH_INFO_REQUEST;
	handlers.USERAUTH_INFO_REQUEST = (protocol, name, instructions, prompts) => {
		tell(name, instructions);
		original(protocol, name, instructions, prompts);
	};
}

/** Asks `keepalive@openssh.com`, to which every server answers, if only that it does not know it (RFC 4254, 4). */
export function ping(client: Client, answered: () => void): void {
	const insides = insidesOf(client);
	insides._callbacks.push(answered);
	insides._protocol.ping();
}

/** Calls after each piece of data that ssh2 has put into a channel. */
export function afterData(client: Client, tell: (channel: InnerChannel) => void): void {
	const insides = insidesOf(client);
	const handlers = insides._protocol._handlers;
	const original = handlers.CHANNEL_DATA;
	handlers.CHANNEL_DATA = (protocol, recipient, bytes) => {
		original(protocol, recipient, bytes);
		const channel = insides._chanMgr.get(recipient);
		if (isChannel(channel)) {
			tell(channel);
		}
	};
}

/** Grants the sender more: in ssh2's account, without which it silently drops bytes, and on the wire. */
export function grant(client: Client, channel: InnerChannel, bytes: number): void {
	channel.incoming.window += bytes;
	insidesOf(client)._protocol.channelWindowAdjust(channel.outgoing.id, bytes);
}

/** Asks the server to signal a session's processes, also after the end of their input, when ssh2's own method does nothing. */
export function hangUp(client: Client, channel: unknown): void {
	if (isChannel(channel) && (channel.outgoing.state === 'open' || channel.outgoing.state === 'eof')) {
		insidesOf(client)._protocol.signal(channel.outgoing.id, 'HUP');
	}
}

/**
 * Makes a server's channel forget the piece that waited for window and is sent by now. ssh2 keeps it, and sends it again
 * when a piece of stderr waits.
 */
export function forgetSent(channel: unknown): void {
	Object.assign(channel as object, {
		_chunk: undefined,
		_chunkcb: undefined,
		_chunkErr: undefined,
		_chunkcbErr: undefined,
	});
}

function isChannel(channel: unknown): channel is InnerChannel {
	return typeof channel === 'object' && channel !== null && 'incoming' in channel && '_waitChanDrain' in channel;
}
