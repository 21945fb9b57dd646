import {readFile, writeFile} from 'node:fs/promises';
import ssh2, {type ParsedKey} from 'ssh2';
import {Fault} from '../core/fault.js';

/** A key as ssh2's server wants it (the text of the file) and as everything else does. */
export type DemoKey = {readonly privateText: string; readonly parsed: ParsedKey};

/**
 * The ed25519 private key in this file; made, for its owner's eyes only, where there is none yet. The public half goes
 * beside it, as ssh-keygen would leave it.
 */
export async function ensureKey(path: string, comment: string): Promise<DemoKey> {
	const kept = await readFile(path, 'utf8').catch(() => undefined);
	const privateText = kept ?? (await makeKey(path, comment));
	return {privateText, parsed: parseKey(privateText, path)};
}

async function makeKey(path: string, comment: string): Promise<string> {
	const pair = generateReadablePair(comment);
	await writeFile(path, pair.private, {mode: 0o600, flag: 'wx'});
	await writeFile(`${path}.pub`, `${pair.public}\n`, {mode: 0o644});
	return pair.private;
}

/** ssh2 1.17 cannot read about one in 200 of the ed25519 keys that it makes ("Malformed OpenSSH private key"): make another. */
function generateReadablePair(comment: string): {readonly private: string; readonly public: string} {
	for (;;) {
		const pair = ssh2.utils.generateKeyPairSync('ed25519', {comment});
		if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) {
			return pair;
		}
	}
}

function parseKey(text: string, path: string): ParsedKey {
	const parsed = ssh2.utils.parseKey(text);
	const key = Array.isArray(parsed) ? parsed[0] : parsed;
	if (key === undefined || key instanceof Error) {
		throw new Fault('config', `${path} is not a private key`, {hint: 'remove the file: the demo makes a new one'});
	}

	return key;
}

/** The public half as known_hosts and authorized_keys write it: type and base64. */
export function publicLineOf({parsed}: DemoKey): string {
	return `${parsed.type} ${parsed.getPublicSSH().toString('base64')}`;
}
