import {createHash, createPrivateKey, type KeyObject} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {Worker} from 'node:worker_threads';
import ssh2 from 'ssh2';
import {publicBlobOf} from './key-blob.js';

/** A private key file. `publicBlob` is null where only the private half would tell, and that is encrypted. */
export type KeyFile = {
	readonly path: string;
	/** This file with this content: another key under the same path has another one. */
	readonly name: string;
	readonly publicBlob: Buffer | null;
	readonly isEncrypted: boolean;
	/** The key; null when the passphrase is wrong. Rejects where the file cannot be used at all. */
	load(passphrase: string | undefined): Promise<KeyObject | null>;
};

/** Reads a key file; undefined where there is none. Throws an Error in plain words for what is no key. */
export async function readKeyFile(path: string): Promise<KeyFile | undefined> {
	const text = await readFile(path, 'utf8').catch(() => undefined);
	if (text === undefined) {
		return undefined;
	}

	if (text.includes('-----BEGIN OPENSSH PRIVATE KEY-----')) {
		return openSshKey(path, text);
	}

	if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
		return pemKey(path, text);
	}

	throw new Error(`${path} holds no private key`);
}

/** The public key in a `.pub` file beside a private one; undefined where there is none. */
export async function readPublicBlob(path: string): Promise<Buffer | undefined> {
	const text = await readFile(path, 'utf8').catch(() => '');
	const [, base64] = text.trim().split(/\s+/);
	return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}

/** OpenSSH's own format (PROTOCOL.key in its sources): the public key stands unencrypted before the private one. */
function openSshKey(path: string, text: string): KeyFile {
	const base64 = text.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, '');
	const bytes = Buffer.from(base64, 'base64');
	let at = 'openssh-key-v1\0'.length;
	const next = (): Buffer => {
		const length = bytes.readUInt32BE(at);
		at += 4 + length;
		return bytes.subarray(at - length, at);
	};
	const cipher = next().toString('latin1');
	next();
	next();
	at += 4;
	const publicBlob = Buffer.from(next());
	const isEncrypted = cipher !== 'none';
	return {
		path,
		name: nameOf(path, text),
		publicBlob,
		isEncrypted,
		load: passphrase => decrypt(path, text, isEncrypted ? passphrase : undefined),
	};
}

/** PKCS #1, SEC 1 and PKCS #8, encrypted or not: OpenSSL reads them all, ssh2 only some. */
function pemKey(path: string, text: string): KeyFile {
	const isEncrypted = /ENCRYPTED/.test(text);
	return {
		path,
		name: nameOf(path, text),
		publicBlob: isEncrypted ? null : publicBlobOf(createPrivateKey(text)),
		isEncrypted,
		async load(passphrase) {
			if (!isEncrypted) {
				return createPrivateKey(text);
			}

			const {pem} = await inWorker(PEM_WORKER, path, {text, passphrase: passphrase ?? ''});
			return pem === undefined ? null : createPrivateKey(pem);
		},
	};
}

function nameOf(path: string, text: string): string {
	return `${path} ${createHash('sha256').update(text).digest('base64')}`;
}

/** Both answer `{pem}` or `{error}`. Plain scripts, so that they need no file of their own in the bundle. */
const OPENSSH_WORKER = `
const {parentPort, workerData} = require('node:worker_threads');
const {utils} = require(workerData.ssh2);
const key = utils.parseKey(workerData.text, workerData.passphrase);
parentPort.postMessage(key instanceof Error ? {error: key.message} : {pem: key.getPrivatePEM()});
`;

const PEM_WORKER = `
const {parentPort, workerData} = require('node:worker_threads');
const {createPrivateKey} = require('node:crypto');
try {
	const key = createPrivateKey({key: workerData.text, format: 'pem', passphrase: workerData.passphrase});
	parentPort.postMessage({pem: key.export({type: 'pkcs8', format: 'pem'})});
} catch (error) {
	parentPort.postMessage({error: error.message});
}
`;

type Answer = {readonly pem?: string; readonly error?: string};

function parse(text: string): Answer {
	const key = ssh2.utils.parseKey(text);
	return key instanceof Error ? {error: key.message} : {pem: key.getPrivatePEM()};
}

/**
 * In a worker: bcrypt_pbkdf in JavaScript takes 0.2 s to over a second, scrypt as long as whoever made the key wanted, and no tunnel of
 * the daemon may stop for it.
 */
async function inWorker(script: string, path: string, locked: {text: string; passphrase: string}): Promise<Answer> {
	const module = createRequire(import.meta.url).resolve('ssh2');
	const worker = new Worker(script, {eval: true, workerData: {ssh2: module, ...locked}});
	return new Promise<Answer>((resolve, reject) => {
		worker.once('message', resolve).once('error', reject);
		worker.once('exit', () => reject(new Error(`${path} could not be read: the worker ended`)));
	});
}

/** ssh2's words for a wrong passphrase are "bad passphrase?" (1.17). */
async function decrypt(path: string, text: string, passphrase: string | undefined): Promise<KeyObject | null> {
	const answer = passphrase === undefined ? parse(text) : await inWorker(OPENSSH_WORKER, path, {text, passphrase});
	if (answer.pem !== undefined) {
		return createPrivateKey(answer.pem);
	}

	if (passphrase !== undefined && /passphrase|integrity|decrypt/i.test(answer.error ?? '')) {
		return null;
	}

	throw new Error(`${path} cannot be used: ${answer.error ?? 'unknown format'}`);
}
