import {createHash, createHmac} from 'node:crypto';

/** One line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export type KnownHost = {
	readonly file: string;
	readonly line: number;
	readonly marker: 'none' | 'revoked' | 'cert-authority';
	/** Comma-separated patterns, or one hashed name. */
	readonly hosts: string;
	readonly keyType: string;
	readonly key: Buffer;
};

/** What the files say about the key that a host showed. */
export type HostKeyVerdict =
	| {readonly type: 'known'}
	| {readonly type: 'revoked'; readonly entry: KnownHost}
	| {readonly type: 'changed'; readonly entry: KnownHost}
	/** `others`: keys of other types that are known for the host; `authorities`: lines that would trust its certificate. */
	| {readonly type: 'unknown'; readonly others: readonly KnownHost[]; readonly authorities: readonly KnownHost[]};

/** The lines of one file. What cannot be read is passed over, as OpenSSH does. */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
	return text.split('\n').flatMap((content, index) => {
		const words = content.trim().split(/\s+/);
		const [first = ''] = words;
		if (first === '' || first.startsWith('#')) {
			return [];
		}

		const marker = first.startsWith('@') ? words.shift() : undefined;
		const [hosts, keyType, base64] = words;
		if (hosts === undefined || keyType === undefined || base64 === undefined) {
			return [];
		}

		if (marker !== undefined && marker !== '@revoked' && marker !== '@cert-authority') {
			return [];
		}

		const key = Buffer.from(base64, 'base64');
		if (keyTypeOf(key) !== keyType) {
			return [];
		}

		const kind = marker === undefined ? 'none' : marker === '@revoked' ? 'revoked' : 'cert-authority';
		return [{file, line: index + 1, marker: kind, hosts, keyType, key}];
	});
}

/** The name under which a host stands in known_hosts: an alias as it is, else `host` or `[host]:port`. */
export function knownHostName(host: string, port: number, alias: string | null): string {
	return alias ?? (port === 22 ? host : `[${host}]:${port}`).toLowerCase();
}

/** Whether a line's host field means this name. */
export function matchesHost(hosts: string, name: string): boolean {
	if (hosts.startsWith('|')) {
		return matchesHash(hosts, name);
	}

	let isMatch = false;
	for (const word of hosts.split(',')) {
		const isNegated = word.startsWith('!');
		if (patternOf(isNegated ? word.slice(1) : word).test(name)) {
			if (isNegated) {
				return false;
			}

			isMatch = true;
		}
	}

	return isMatch;
}

/** `|1|salt|hash`: the HMAC-SHA1 of the name under the salt, both in base64 (ssh-keygen -H). */
function matchesHash(hosts: string, name: string): boolean {
	const [, version, salt = '', hash = ''] = hosts.split('|');
	if (version !== '1') {
		return false;
	}

	const digest = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64');
	return digest === hash;
}

function patternOf(pattern: string): RegExp {
	const source = pattern
		.replace(/[.+^${}()|[\]\\]/g, '\\$&')
		.replaceAll('*', '.*')
		.replaceAll('?', '.');
	return new RegExp(`^${source}$`, 'i');
}

/**
 * Judges a key, as OpenSSH does: revoked anywhere is refused; the very key is known; another key of the same type means
 * that it changed; keys of other types only mean that this one is not known. `names`: the host's name, then others under
 * which the very key may stand too (OpenSSH also takes a key that stands under the name without its port).
 */
export function judgeHostKey(entries: readonly KnownHost[], names: readonly string[], key: Buffer): HostKeyVerdict {
	const [name = '', ...alternatives] = names;
	const ours = entries.filter(entry => matchesHost(entry.hosts, name));
	const also = entries.filter(entry => alternatives.some(other => matchesHost(entry.hosts, other)));
	const revoked = [...ours, ...also].find(entry => entry.marker === 'revoked' && entry.key.equals(key));
	if (revoked !== undefined) {
		return {type: 'revoked', entry: revoked};
	}

	const isPlain = (entry: KnownHost): boolean => entry.marker === 'none';
	if ([...ours, ...also].some(entry => isPlain(entry) && entry.key.equals(key))) {
		return {type: 'known'};
	}

	const keyType = keyTypeOf(key);
	const changed = ours.find(entry => isPlain(entry) && entry.keyType === keyType);
	if (changed !== undefined) {
		return {type: 'changed', entry: changed};
	}

	return {
		type: 'unknown',
		others: ours.filter(isPlain),
		authorities: ours.filter(entry => entry.marker === 'cert-authority'),
	};
}

/** Types of the plain keys that are known for a host: what to ask the server for first. */
export function knownKeyTypes(entries: readonly KnownHost[], names: readonly string[]): string[] {
	const plain = entries.filter(entry => entry.marker === 'none');
	return [
		...new Set(
			names.flatMap(name => plain.filter(entry => matchesHost(entry.hosts, name)).map(entry => entry.keyType)),
		),
	];
}

/** The type named at the start of a public key blob (RFC 4253, 6.6); empty where there is none. */
export function keyTypeOf(key: Buffer): string {
	const length = key.length < 4 ? 0 : key.readUInt32BE(0);
	return length > 64 || key.length < 4 + length ? '' : key.toString('latin1', 4, 4 + length);
}

/** `SHA256:…`, as ssh and ssh-keygen print it. */
export function fingerprintOf(key: Buffer): string {
	return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The line that makes a key known. */
export function knownHostLine(name: string, key: Buffer): string {
	return `${name} ${keyTypeOf(key)} ${key.toString('base64')}\n`;
}
