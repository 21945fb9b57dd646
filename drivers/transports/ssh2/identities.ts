import {type KeyObject, sign as signBytes} from 'node:crypto';
import {basename} from 'node:path';
import ssh2, {type ParsedKey, type SignCallback, type SigningRequestOptions} from 'ssh2';
import {Fault} from '../../../source/core/fault.js';
import type {Hop} from '../../../source/core/link.js';
import {hashFor, publicBlobOf} from './key-blob.js';
import {type KeyFile, readKeyFile, readPublicBlob} from './key-file.js';
import type {KeyRing} from './key-ring.js';

/** A key that can be offered: its public half at once, a signature only when the server wants one. */
export type Identity = {
	/** For messages: the file, or the agent's comment. */
	readonly name: string;
	readonly publicBlob: Buffer;
	sign(data: Buffer, hash: string | undefined): Promise<Buffer>;
};

/** Asks for a key file's passphrase; undefined: nobody is there, or they declined. */
export type AskPassphrase = (path: string, attempt: number) => Promise<string | undefined>;

type Sources = {
	readonly hop: Hop;
	readonly askPassphrase: AskPassphrase;
	/** Where keys are that were unlocked before. */
	readonly keyRing: KeyRing;
	readonly note: (line: string) => void;
};

/** As often as OpenSSH asks (NumberOfPasswordPrompts). */
const PASSPHRASE_ATTEMPTS = 3;

/**
 * The keys to offer, in OpenSSH's order: those named in the configuration that the agent holds, the agent's others (unless
 * IdentitiesOnly), then those in files. Nothing is decrypted before the server has said that it would take the key.
 */
export async function identitiesOf(sources: Sources): Promise<Identity[]> {
	const {hop} = sources;
	const inFiles = (await Promise.all(hop.identities.map(path => fromFile(path, sources)))).flat();
	const inAgent = await fromAgent(sources);
	const named = new Set(inFiles.map(({publicBlob}) => publicBlob.toString('base64')));
	const isNamed = ({publicBlob}: Identity): boolean => named.has(publicBlob.toString('base64'));
	const held = new Set(inAgent.map(({publicBlob}) => publicBlob.toString('base64')));
	return [
		...inAgent.filter(isNamed),
		...(hop.identitiesOnly ? [] : inAgent.filter(identity => !isNamed(identity))),
		...inFiles.filter(identity => identity.canSign && !held.has(identity.publicBlob.toString('base64'))),
	];
}

type FileIdentity = Identity & {readonly canSign: boolean};

async function fromFile(path: string, sources: Sources): Promise<FileIdentity[]> {
	try {
		const file = await readKeyFile(path);
		const beside = await readPublicBlob(path.endsWith('.pub') ? path : `${path}.pub`);
		if (file === undefined) {
			// Only the public half lies here: it names a key of the agent's.
			const sign = async (): Promise<Buffer> => {
				throw new Error(`${path} is not there`);
			};
			return beside === undefined ? [] : [{name: path, publicBlob: beside, canSign: false, sign}];
		}

		const key = onceLoaded(file, sources);
		const publicBlob = file.publicBlob ?? beside ?? publicBlobOf(await key());
		return [
			{
				name: path,
				publicBlob,
				canSign: true,
				async sign(data, hash) {
					const privateKey = await key();
					return signBytes(hashFor(privateKey, hash), data, privateKey);
				},
			},
		];
	} catch (error) {
		sources.note(`${sources.hop.name}: ${error instanceof Error ? error.message : String(error)}`);
		return [];
	}
}

/** The private key, its passphrase asked for once. */
function onceLoaded(file: KeyFile, sources: Sources): () => Promise<KeyObject> {
	let loading: Promise<KeyObject> | undefined;
	return () => {
		const unlock = (): Promise<KeyObject> => load(file, sources);
		loading ??= file.isEncrypted ? sources.keyRing.take(file.name, unlock) : unlock();
		return loading;
	};
}

async function load(file: KeyFile, {hop, askPassphrase}: Sources): Promise<KeyObject> {
	for (let attempt = 1; attempt <= PASSPHRASE_ATTEMPTS; attempt += 1) {
		const passphrase = file.isEncrypted ? await askPassphrase(file.path, attempt) : undefined;
		if (file.isEncrypted && passphrase === undefined) {
			throw new Fault('auth', `the passphrase of ${file.path} was not given`, {
				retry: 'after-user',
				facts: {hop: hop.name},
			});
		}

		const key = await file.load(passphrase);
		if (key !== null) {
			return key;
		}
	}

	throw new Fault('auth', `the passphrase of ${file.path} was wrong ${PASSPHRASE_ATTEMPTS} times`, {
		retry: 'after-user',
		facts: {hop: hop.name},
	});
}

async function fromAgent({hop, note}: Sources): Promise<Identity[]> {
	if (hop.agent === null) {
		return [];
	}

	const agent = ssh2.createAgent(hop.agent);
	const keys = await new Promise<readonly unknown[]>(resolve => {
		agent.getIdentities((error, found) => {
			if (error) {
				note(`${hop.name}: the agent at ${hop.agent} does not answer: ${error.message}`);
			}

			resolve(found ?? []);
		});
	});
	return keys.filter(isParsedKey).map(key => ({
		name: `agent: ${key.comment === '' ? key.type : basename(key.comment)}`,
		publicBlob: key.getPublicSSH(),
		sign: (data, hash) =>
			new Promise((resolve, reject) => {
				const options = hash === 'sha256' || hash === 'sha512' ? {hash} : {};
				agent.sign(key, data, options as SigningRequestOptions, (error, signature) => {
					if (signature === undefined) {
						reject(error ?? new Error('the agent did not sign'));
					} else {
						resolve(Buffer.from(signature));
					}
				});
			}),
	}));
}

function isParsedKey(key: unknown): key is ParsedKey {
	return typeof key === 'object' && key !== null && 'getPublicSSH' in key;
}

/**
 * One identity as ssh2's agent: the only way in which ssh2 waits for a signature. One key for each attempt, because ssh2
 * would go on to the next key of an agent after a partial success.
 */
export class OneKeyAgent extends ssh2.BaseAgent<Buffer> {
	readonly #identity: Identity;

	constructor(identity: Identity) {
		super();
		this.#identity = identity;
	}

	getIdentities(callback: (error: Error | null, keys?: Buffer[]) => void): void {
		callback(null, [this.#identity.publicBlob]);
	}

	sign(_key: Buffer, data: Buffer, options: SigningRequestOptions | SignCallback, callback?: SignCallback): void {
		const done = typeof options === 'function' ? options : callback;
		const hash = typeof options === 'function' ? undefined : options.hash;
		this.#identity.sign(data, hash).then(
			signature => done?.(null, signature),
			(error: unknown) => done?.(error instanceof Error ? error : new Error(String(error))),
		);
	}
}
