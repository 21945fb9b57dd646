import {execFile} from 'node:child_process';
import {access, readFile} from 'node:fs/promises';
import {promisify} from 'node:util';
import type {Hop} from '../../../source/core/link.js';
import {knownHostName, matchesHost, parseKnownHosts} from './known-hosts.js';
import type {SshOptions} from './ssh-options.js';

/** What of this machine decides, beside the configuration. */
export type Surroundings = {
	/** Whether there is a Kerberos ticket that has not run out. */
	hasTicket(): Promise<boolean>;
	exists(path: string): Promise<boolean>;
	/** A file's text; empty where it cannot be read. */
	read(path: string): Promise<string>;
};

/** klist answers from a file or a socket; a ticket cache in the network is not waited for longer. */
const KLIST_MS = 5000;

/** This machine. MIT and Heimdal both have `klist -s`. */
const surroundings: Surroundings = {
	hasTicket: () =>
		promisify(execFile)('klist', ['-s'], {timeout: KLIST_MS}).then(
			() => true,
			() => false,
		),
	exists: path =>
		access(path).then(
			() => true,
			() => false,
		),
	read: path => readFile(path, 'utf8').catch(() => ''),
};

/** Settings that ask for something that ssh2 1.17 has not, by the values that do not; the names are those of ssh_config(5). */
const FEATURES: readonly (readonly [keyword: string, without: readonly string[], what: string])[] = [
	['pkcs11provider', ['none'], 'keys in a token (PKCS11Provider)'],
	['securitykeyprovider', ['internal'], 'security keys (SecurityKeyProvider)'],
	['certificatefile', ['none'], 'a certificate (CertificateFile)'],
	['hostbasedauthentication', ['no', 'false'], 'host-based logins (HostbasedAuthentication)'],
	['knownhostscommand', ['none'], 'host keys told by a program (KnownHostsCommand)'],
	['verifyhostkeydns', ['no', 'false'], 'host keys from DNS (VerifyHostKeyDNS)'],
	['proxyusefdpass', ['no', 'false'], 'a ProxyCommand that passes the connection on (ProxyUseFdpass)'],
];

/** Lists of algorithms of which ssh2 must know at least one (its `lib/protocol/constants.js`, without what needs a newer cipher). */
const ALGORITHMS: readonly (readonly [keyword: string, known: RegExp, what: string])[] = [
	[
		'kexalgorithms',
		/^(?:curve25519-sha256(?:@libssh\.org)?|ecdh-sha2-nistp\d+|diffie-hellman-group.*)$/,
		'key exchanges',
	],
	['ciphers', /^(?:aes\d+-(?:gcm@openssh\.com|ctr|cbc)|chacha20-poly1305@openssh\.com)$/, 'ciphers'],
	['hostkeyalgorithms', /^(?:ssh-ed25519|ecdsa-sha2-nistp\d+|rsa-sha2-\d+|ssh-rsa)$/, 'host key types'],
];

/**
 * What the configuration of a hop asks for that only OpenSSH has, each as a person would name it; empty: ssh2 will do. Debian and
 * others set `GSSAPIAuthentication yes` for every host: it only counts where there is a ticket.
 */
export async function needsOf(options: SshOptions, hop: Hop, here: Surroundings = surroundings): Promise<string[]> {
	const value = (keyword: string): string => options.get(keyword)?.[0] ?? '';
	const features = FEATURES.filter(([keyword, without]) => value(keyword) !== '' && !without.includes(value(keyword)));
	const foreign = ALGORITHMS.filter(([keyword, known]) => {
		const names = value(keyword).split(',').filter(Boolean);
		return names.length > 0 && !names.some(name => known.test(name));
	});
	return [
		...((await wantsKerberos(value, here)) ? ['Kerberos (GSSAPIAuthentication, and there is a ticket)'] : []),
		...features.map(([, , what]) => what),
		...foreign.map(([keyword, , what]) => `${what} that only OpenSSH has (${value(keyword)})`),
		...(await keyNeeds(hop, here)),
		...(await hostCertificateNeeds(hop, here)),
	];
}

async function wantsKerberos(value: (keyword: string) => string, here: Surroundings): Promise<boolean> {
	const isOn = ['gssapiauthentication', 'gssapikeyexchange'].some(keyword => /^(?:yes|true)$/.test(value(keyword)));
	return isOn && (await here.hasTicket());
}

/** Certificates that lie beside a key (ssh_config(5), IdentityFile), and keys that live in a security key. */
async function keyNeeds({identities}: Hop, here: Surroundings): Promise<string[]> {
	const found = await Promise.all(
		identities.map(async path => {
			const isHardware = /^sk-/.test(await here.read(`${path}.pub`));
			return [
				...((await here.exists(`${path}-cert.pub`)) ? [`a certificate (${path}-cert.pub)`] : []),
				...(isHardware ? [`a security key (${path})`] : []),
			];
		}),
	);
	return found.flat();
}

/** A host that is only known by an authority that vouches for it. */
async function hostCertificateNeeds(
	{host, port, hostKeyAlias, knownHostsFiles}: Hop,
	here: Surroundings,
): Promise<string[]> {
	const name = knownHostName(host, port, hostKeyAlias);
	const files = await Promise.all(knownHostsFiles.map(async file => parseKnownHosts(await here.read(file), file)));
	const entries = files.flat().filter(({hosts}) => matchesHost(hosts, name));
	const authority = entries.find(({marker}) => marker === 'cert-authority');
	return authority === undefined || entries.some(({marker}) => marker === 'none')
		? []
		: [`a host key that an authority vouches for (${authority.file}:${authority.line})`];
}
