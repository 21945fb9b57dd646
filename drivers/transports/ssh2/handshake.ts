import type {Duplex} from 'node:stream';
import ssh2, {type AnyAuthMethod, type Client, type ConnectConfig, type ServerHostKeyAlgorithm} from 'ssh2';
import {Fault} from '../../../source/core/fault.js';
import type {Asker, Hop, OpenRequest} from '../../../source/core/link.js';
import {sanitizeLine} from '../../../source/core/text.js';
import {byHand} from '../common/by-hand.js';
import {cancelled} from '../common/cancelled.js';
import {JUDGEMENT_MS, Patience, PERSON_MS} from '../common/patience.js';
import {silence, trouble, unanswered, unreachable} from '../common/trouble.js';
import {Authentication} from './authentication.js';
import {type HostKeys, readHostKeys} from './host-key.js';
import {onAttemptRefused, onQuestions} from './insides.js';
import type {KeyRing} from './key-ring.js';

/** GCM first: the others are far slower in ssh2. CBC and arcfour are left out. */
const CIPHERS = [
	'aes128-gcm@openssh.com',
	'aes256-gcm@openssh.com',
	'aes128-ctr',
	'aes192-ctr',
	'aes256-ctr',
	'chacha20-poly1305@openssh.com',
] as const;

/** ssh2's errors name the level at which they happened. */
type LeveledError = Error & {readonly level?: string};

/**
 * Speaks SSH over a stream until somebody is logged in. The host key is judged before anything else is said, and each
 * phase has its own time limit, which rests while a person is asked.
 */
export async function handshake(
	request: OpenRequest,
	socket: Duplex,
	keyRing: KeyRing,
	signal: AbortSignal,
): Promise<Client> {
	const {hop} = request;
	const client = new ssh2.Client();
	const checkUnbroken = watchEarly(hop, socket);
	const login = await prepare(request, keyRing, signal).catch((thrown: unknown) => {
		socket.destroy();
		throw thrown;
	});
	const onAbort = (): void => login.fail(cancelled(signal, `connecting to ${hop.name}`));
	try {
		signal.addEventListener('abort', onAbort, {once: true});
		signal.throwIfAborted();
		checkUnbroken();
		listen(client, login);
		login.patience.await('its greeting', hop.connectTimeoutMs);
		client.connect({...SETTINGS, ...answers(login), sock: socket, username: hop.user});
		socket.on('data', login.heard);
		onAttemptRefused(client, (methods, isPartial) => login.authentication.refused(methods, isPartial));
		onQuestions(client, (name, instructions) => login.authentication.told(name, instructions));
		await login.done;
		return client;
	} catch (thrown) {
		client.destroy();
		socket.destroy();
		throw signal.aborted ? cancelled(signal, `connecting to ${hop.name}`) : thrown;
	} finally {
		login.patience.stop();
		socket.off('data', login.heard);
		signal.removeEventListener('abort', onAbort);
		client.removeAllListeners();
		// ssh2 may still have something to say about what is over.
		client.on('error', () => {});
	}
}

/** The way may break before anybody speaks over it, and an error that nobody hears would end this process. */
function watchEarly(hop: Hop, socket: Duplex): () => void {
	socket.on('error', () => {});
	return () => {
		if (socket.destroyed) {
			const {errored} = socket;
			throw errored instanceof Fault ? errored : unreachable(hop, errored ?? new Error('it closed the connection'));
		}
	};
}

const SETTINGS: ConnectConfig = {
	// It would run on while a person types or a push waits; the phases have limits of their own.
	readyTimeout: 0,
	keepaliveInterval: 0,
	// Unix sockets and keep-alives are asked of every server; one that does not know them says so.
	strictVendor: false,
};

/** A login under way. */
type Login = {
	readonly request: OpenRequest;
	readonly hostKeys: HostKeys;
	readonly authentication: Authentication;
	readonly patience: Patience;
	/** Bytes came from the server. */
	readonly heard: (bytes: Buffer) => void;
	readonly succeed: () => void;
	readonly fail: (fault: Fault) => void;
	/** The connection is over. */
	readonly closed: () => void;
	readonly done: Promise<void>;
};

async function prepare(request: OpenRequest, keyRing: KeyRing, signal: AbortSignal): Promise<Login> {
	const {hop, note} = request;
	const {promise: done, resolve: succeed, reject} = Promise.withResolvers<void>();
	done.catch(() => {});
	const over = new AbortController();
	const fail = (fault: Fault): void => {
		reject(fault);
		over.abort(fault);
	};
	let bytesHeard = 0;
	let isAsking = false;
	const patience = new Patience((phase, limitMs) =>
		fail(isAsking ? unanswered(hop) : silence(hop, bytesHeard > 0, phase, limitMs)),
	);
	const ask: Asker = async (question, questionSignal) => {
		patience.await('an answer', PERSON_MS);
		isAsking = true;
		try {
			return await request.ask(question, questionSignal);
		} finally {
			isAsking = false;
			patience.await('its answer to the login', JUDGEMENT_MS);
		}
	};
	const asking = {hop, ask, note, signal: AbortSignal.any([signal, over.signal])};
	return {
		request,
		hostKeys: await readHostKeys(asking),
		authentication: new Authentication({...asking, keyRing, giveUp: fail}),
		patience,
		heard(bytes) {
			bytesHeard += bytes.length;
		},
		succeed,
		fail,
		closed: () =>
			fail(isAsking ? unanswered(hop) : trouble(hop, 'it closed the connection during the login', closedHint(hop), '')),
		done,
	};
}

function listen(client: Client, {request, authentication, succeed, fail, closed}: Login): void {
	const {hop, note} = request;
	client.on('error', (error: LeveledError) => {
		// An agent's refusal to sign is one key less, not the end.
		if (error.level !== 'agent') {
			// What carries the bytes says itself how it failed.
			fail(error instanceof Fault ? error : faultOf(request, error, authentication));
		}
	});
	client.on('close', closed);
	client.on('banner', text => authentication.heard(text));
	client.on('handshake', ({kex, serverHostKey, cs}) => {
		note(`${hop.name}: ${kex}, ${serverHostKey}, ${cs.cipher}`);
	});
	client.on('change password', () => fail(expired(request)));
	client.once('ready', succeed);
}

/** How ssh2's questions during a login are answered. */
function answers({request, hostKeys, authentication, patience, fail}: Login): ConnectConfig {
	const limitMs = request.hop.connectTimeoutMs;
	return {
		algorithms: {serverHostKey: hostKeys.algorithms as ServerHostKeyAlgorithm[], cipher: [...CIPHERS]},
		hostVerifier: (key: Buffer, verify: (isTrusted: boolean) => void) => {
			// A later key exchange must be answered at once: ssh2 1.17 takes what is sent meanwhile for its old keys.
			const isTrusted = hostKeys.isTrusted(key);
			if (isTrusted !== undefined) {
				verify(isTrusted);
				return;
			}

			hostKeys.verify(key).then(
				() => {
					patience.await('the key exchange', limitMs);
					verify(true);
				},
				(thrown: unknown) => {
					fail(Fault.from(thrown));
					verify(false);
				},
			);
		},
		authHandler: (_methods, _isPartial, next) => {
			patience.await('its answer to the login', JUDGEMENT_MS);
			// `false` ends the login; ssh2's types leave it out.
			const attempt = next as (method: AnyAuthMethod | false) => void;
			authentication.next().then(attempt, (thrown: unknown) => fail(Fault.from(thrown)));
		},
	};
}

function expired({hop}: OpenRequest): Fault {
	return new Fault('auth', `the password of ${hop.user} on ${hop.name} has expired`, {
		hint: `change it by hand: ssh ${hop.user}@${hop.name}`,
		retry: 'after-user',
		facts: {hop: hop.name},
	});
}

const closedHint = (hop: Hop): string => `it may limit logins, or be in maintenance: try by hand: ${byHand(hop)}`;

function faultOf({hop}: OpenRequest, error: LeveledError, authentication: Authentication): Fault {
	const said = sanitizeLine(error.message);
	switch (error.level) {
		case 'client-authentication':
			return authentication.failure('');
		case 'handshake':
			return new Fault('link', `${hop.name} and this program have no common way to talk: ${said}`, {
				hint: 'choose the transport openssh for this host',
				retry: 'never',
				facts: {hop: hop.name, said},
				cause: error,
			});
		default:
			return /authentication/i.test(said)
				? authentication.failure(said)
				: trouble(hop, said === '' ? 'the connection broke' : said, closedHint(hop), said, error);
	}
}
