import {expect, test} from 'vitest';
import {needsOf, type Surroundings} from '../../../drivers/transports/common/needs.js';
import {parseOptions} from '../../../drivers/transports/common/ssh-options.js';
import {plainHop} from '../hop.js';

/** What `ssh -G` of OpenSSH 9.2 on Debian says of a host that nothing is configured for, as far as it is looked at. */
const PLAIN = `gssapiauthentication yes
gssapikeyexchange no
hostbasedauthentication no
proxyusefdpass no
verifyhostkeydns false
certificatefile none
kexalgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256,diffie-hellman-group14-sha256
ciphers chacha20-poly1305@openssh.com,aes128-ctr,aes128-gcm@openssh.com
hostkeyalgorithms ssh-ed25519-cert-v01@openssh.com,ssh-ed25519,rsa-sha2-512
securitykeyprovider internal
`;

const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';

const FILES: Readonly<Record<string, string>> = {
	'/keys/id-cert.pub': 'ssh-ed25519-cert-v01@openssh.com AAAA me',
	'/keys/id_sk.pub': 'sk-ssh-ed25519@openssh.com AAAA me',
	'/known/authority': `@cert-authority *.example.org ${ED25519}\n`,
	'/known/both': `@cert-authority *.example.org ${ED25519}\niris.example.org ${ED25519}\n`,
};

const machine = (hasTicket: boolean): Surroundings => ({
	hasTicket: async () => hasTicket,
	exists: async path => path in FILES,
	read: async path => FILES[path] ?? '',
});

const hop = {...plainHop(22), host: 'iris.example.org', identities: ['/keys/other']};

test.each([
	['what Debian sets for every host', PLAIN, {}, false, []],
	['the same with a ticket', PLAIN, {}, true, ['Kerberos (GSSAPIAuthentication, and there is a ticket)']],
	['a ticket for nothing', PLAIN.replace('gssapiauthentication yes', 'gssapiauthentication no'), {}, true, []],
	['a token', `${PLAIN}pkcs11provider /usr/lib/opensc.so\n`, {}, false, ['keys in a token (PKCS11Provider)']],
	[
		'a certificate that is named',
		PLAIN.replace('certificatefile none', 'certificatefile ~/.ssh/c.pub'),
		{},
		false,
		['a certificate (CertificateFile)'],
	],
	['a certificate beside the key', PLAIN, {identities: ['/keys/id']}, false, ['a certificate (/keys/id-cert.pub)']],
	['a security key', PLAIN, {identities: ['/keys/id_sk']}, false, ['a security key (/keys/id_sk)']],
	[
		'key exchanges against quantum computers only',
		PLAIN.replace(/kexalgorithms .*/, 'kexalgorithms sntrup761x25519-sha512@openssh.com,mlkem768x25519-sha256'),
		{},
		false,
		['key exchanges that only OpenSSH has (sntrup761x25519-sha512@openssh.com,mlkem768x25519-sha256)'],
	],
	[
		'a host that an authority vouches for',
		PLAIN,
		{knownHostsFiles: ['/known/none', '/known/authority']},
		false,
		['a host key that an authority vouches for (/known/authority:1)'],
	],
	['a host that is known by its own key too', PLAIN, {knownHostsFiles: ['/known/both']}, false, []],
	['nothing told', '', {}, true, []],
])('%s', async (_what, text, changes, hasTicket, needs) => {
	expect(await needsOf(parseOptions(text), {...hop, ...changes}, machine(hasTicket))).toEqual(needs);
});
