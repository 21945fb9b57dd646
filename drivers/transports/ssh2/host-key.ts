import {appendFile, mkdir, readFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {Fault} from '../../../source/core/fault.js';
import type {Asker, Hop} from '../../../source/core/link.js';
import {
	fingerprintOf,
	judgeHostKey,
	type KnownHost,
	keyTypeOf,
	knownHostLine,
	knownHostName,
	knownKeyTypes,
	parseKnownHosts,
} from '../common/known-hosts.js';

/** What the handshake needs of a host's known keys. */
export type HostKeys = {
	/** ssh2's `algorithms.serverHostKey`: known types first, or a host known by its RSA key would look unknown. */
	readonly algorithms: string[];
	/** Whether this key may be trusted. Rejects with the fault that says why not. */
	verify(key: Buffer): Promise<void>;
	/** For a later key exchange: whether it is the key that was trusted; undefined while none was. */
	isTrusted(key: Buffer): boolean | undefined;
};

/** ssh2 1.17's defaults, in its order of preference. */
const ALGORITHMS: readonly string[] = [
	'ssh-ed25519',
	'ecdsa-sha2-nistp256',
	'ecdsa-sha2-nistp384',
	'ecdsa-sha2-nistp521',
	'rsa-sha2-512',
	'rsa-sha2-256',
	'ssh-rsa',
];

/** The signature algorithms of a key type: RSA keys sign in three ways (RFC 8332). */
const algorithmsOf = (keyType: string): string[] =>
	ALGORITHMS.filter(algorithm => (keyType === 'ssh-rsa' ? /^(ssh-rsa|rsa-)/.test(algorithm) : algorithm === keyType));

export type HostKeyRequest = {
	readonly hop: Hop;
	readonly ask: Asker;
	readonly note: (line: string) => void;
	readonly signal: AbortSignal;
};

/** Reads the hop's known_hosts files and stands ready to judge the key that it will show. */
export async function readHostKeys(request: HostKeyRequest): Promise<HostKeys> {
	const {hop} = request;
	const entries = (await Promise.all(hop.knownHostsFiles.map(readEntries))).flat();
	const name = knownHostName(hop.host, hop.port, hop.hostKeyAlias);
	const names = hop.hostKeyAlias === null && hop.port !== 22 ? [name, hop.host.toLowerCase()] : [name];
	const first = knownKeyTypes(entries, names).flatMap(algorithmsOf);
	let trusted: Buffer | undefined;
	return {
		algorithms: [...new Set([...first, ...ALGORITHMS])],
		isTrusted: key => trusted?.equals(key),
		async verify(key) {
			await judge({...request, name, names, entries, key});
			trusted = key;
		},
	};
}

async function readEntries(file: string): Promise<KnownHost[]> {
	try {
		return parseKnownHosts(await readFile(file, 'utf8'), file);
	} catch {
		// Not there, or not ours to read: nothing is known from it, and an unknown key is never taken unasked.
		return [];
	}
}

type Judging = HostKeyRequest & {
	readonly name: string;
	readonly names: readonly string[];
	readonly entries: readonly KnownHost[];
	readonly key: Buffer;
};

async function judge(judging: Judging): Promise<void> {
	const {hop, name, key} = judging;
	const shown = fingerprintOf(key);
	const verdict = judgeHostKey(judging.entries, judging.names, key);
	switch (verdict.type) {
		case 'known':
			return;
		case 'revoked': {
			const {file, line} = verdict.entry;
			throw refusal(hop, `showed a host key that is marked as revoked (${file}:${line})`, {file, line, shown});
		}
		case 'changed': {
			const {file, line, key: old} = verdict.entry;
			const known = fingerprintOf(old);
			throw refusal(
				hop,
				`showed another host key than the one known from ${file}:${line} (known ${known}, shown ${shown}). ` +
					'Somebody may be listening in; or the host was installed anew',
				{file, line, known, shown, hint: `if the site confirms the new key: ssh-keygen -R '${name}' -f '${file}'`},
			);
		}
		case 'unknown':
			return meet(judging, verdict.others, verdict.authorities);
	}
}

/** A key that is not known: ask, add, or refuse, as StrictHostKeyChecking says (ssh_config(5)). */
async function meet(judging: Judging, others: readonly KnownHost[], authorities: readonly KnownHost[]): Promise<void> {
	const {hop, key, name, note} = judging;
	const shown = fingerprintOf(key);
	const about = aboutOf(others, authorities);
	switch (hop.strictHostKeyChecking) {
		case 'yes':
			throw refusal(
				hop,
				`showed a host key that is not known (${shown}), and unknown keys are to be refused. ${about}`,
				{
					shown,
					hint: `log in once with: ssh -o StrictHostKeyChecking=ask ${hop.name}`,
				},
			);
		case 'no':
			note(`${hop.name}: host key ${shown} is not known; taken because StrictHostKeyChecking is off`);
			return remember(judging).catch(() => {});
		case 'accept-new':
			note(`${hop.name}: new host key ${shown} was added`);
			return remember(judging);
		case 'ask': {
			const answers = await judging.ask(
				{
					kind: 'host-key',
					hop: hop.name,
					text:
						`The host ${name} is not known yet. It shows the ${keyTypeOf(key)} key ${shown}. ${about}` +
						'Compare it with what the site publishes.',
					prompts: [{text: 'Trust this key (yes/no)? ', isSecret: false}],
				},
				judging.signal,
			);
			if (answers === undefined) {
				throw refusal(hop, `showed a host key that is not known (${shown}), and nobody was there to be asked`, {
					shown,
					hint: `run: hpctui cluster login, or: ssh ${hop.name}`,
				});
			}

			if (answers[0]?.trim().toLowerCase() !== 'yes') {
				throw refusal(hop, `showed a host key that was not trusted (${shown})`, {shown});
			}

			return remember(judging);
		}
	}
}

function aboutOf(others: readonly KnownHost[], authorities: readonly KnownHost[]): string {
	const [other] = others;
	const [authority] = authorities;
	return [
		...(other === undefined
			? []
			: [`Another key of it is known, of type ${other.keyType} (${other.file}:${other.line}). `]),
		...(authority === undefined
			? []
			: [
					`Its certificate would be trusted (${authority.file}:${authority.line}), but this transport does not know host ` +
						'certificates: choose the transport openssh for them. ',
				]),
	].join('');
}

async function remember({hop, name, key}: Judging): Promise<void> {
	const [file] = hop.knownHostsFiles;
	if (file === undefined) {
		return;
	}

	await mkdir(dirname(file), {recursive: true, mode: 0o700});
	const before = await readFile(file, 'utf8').catch(() => '');
	const separator = before === '' || before.endsWith('\n') ? '' : '\n';
	await appendFile(file, separator + knownHostLine(name, key), {mode: 0o600});
}

type RefusalFacts = {
	readonly file?: string;
	readonly line?: number;
	readonly known?: string;
	readonly shown?: string;
	readonly hint?: string;
};

function refusal(hop: Hop, what: string, {hint, ...facts}: RefusalFacts): Fault {
	return new Fault('auth', `${hop.name} ${what}`, {
		...(hint === undefined ? {} : {hint}),
		retry: 'after-user',
		facts: {hop: hop.name, reason: 'host-key', ...facts},
	});
}
