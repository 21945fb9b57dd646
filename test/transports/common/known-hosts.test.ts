import {execFileSync, spawnSync} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import ssh2 from 'ssh2';
import {describe, expect, test} from 'vitest';
import {
	fingerprintOf,
	judgeHostKey,
	knownHostLine,
	knownHostName,
	knownKeyTypes,
	matchesHost,
	parseKnownHosts,
} from '../../../drivers/transports/common/known-hosts.js';
import {testFolder} from '../hop.js';
import {makeKeyPair} from '../ssh-server.js';

const withoutComment = ({public: line}: {readonly public: string}): string => line.split(' ').slice(0, 2).join(' ');
const A = withoutComment(makeKeyPair());
const B = withoutComment(makeKeyPair());
const EC = withoutComment(ssh2.utils.generateKeyPairSync('ecdsa', {bits: 256}));
const blob = (key: string): Buffer => Buffer.from(key.split(' ')[1] ?? '', 'base64');

describe('matchesHost', () => {
	test.each([
		['iris', 'iris', true],
		['IRIS.example.org', 'iris.example.org', true],
		['iris,iris.example.org,10.0.0.1', '10.0.0.1', true],
		['iris', 'iris2', false],
		['*.example.org', 'iris.example.org', true],
		['*.example.org', 'example.org', false],
		['node?', 'node7', true],
		['node?', 'node17', false],
		['*.example.org,!bad.example.org', 'bad.example.org', false],
		['!bad.example.org,*.example.org', 'bad.example.org', false],
		['*.example.org,!bad.example.org', 'good.example.org', true],
		['!bad.example.org', 'good.example.org', false],
		['[iris]:2222', '[iris]:2222', true],
		['[iris]:2222', 'iris', false],
		['[*.example.org]:2222', '[iris.example.org]:2222', true],
		['a.b', 'axb', false],
		// `ssh-keygen -H` of "iris.example.org"
		['|1|AAAAAAAAAAAAAAAAAAAAAAAAAAA=|bad=', 'iris.example.org', false],
		['|2|x|y', 'iris', false],
	])('%s and %s: %s', (hosts, name, wanted) => {
		expect(matchesHost(hosts, name)).toBe(wanted);
	});
});

describe('knownHostName', () => {
	test.each([
		['Iris.Example.org', 22, null, 'iris.example.org'],
		['iris', 2222, null, '[iris]:2222'],
		['fe80::1', 22, null, 'fe80::1'],
		['fe80::1', 2222, null, '[fe80::1]:2222'],
		['iris', 2222, 'Cluster', 'Cluster'],
	])('%s, %i, %s', (host, port, alias, wanted) => {
		expect(knownHostName(host, port, alias)).toBe(wanted);
	});
});

describe('judgeHostKey', () => {
	const judge = (text: string, key: string, ...names: string[]) =>
		judgeHostKey(parseKnownHosts(text, 'kh'), names.length === 0 ? ['iris'] : names, blob(key));

	test.each([
		['the very key', `iris ${A}\n`, A, 'known'],
		['one of two', `iris ${B}\niris ${A}\n`, A, 'known'],
		['another of the type', `iris ${B}\n`, A, 'changed'],
		['another type only', `iris ${EC}\n`, A, 'unknown'],
		['nothing', '', A, 'unknown'],
		['another host', `login ${A}\n`, A, 'unknown'],
		['revoked', `iris ${A}\n@revoked * ${A}\n`, A, 'revoked'],
		['another key revoked', `iris ${A}\n@revoked * ${B}\n`, A, 'known'],
		['a certificate authority', `@cert-authority * ${A}\n`, A, 'unknown'],
		['an unknown marker', `@whatever iris ${A}\n`, A, 'unknown'],
		['comments and blanks', `# iris ${B}\n\n   \n\tiris\t${A} comment\n`, A, 'known'],
		['Windows line ends', `iris ${A}\r\n`, A, 'known'],
		['a broken line', `iris ssh-ed25519 AAAA\niris ssh-ed25519\niris ${A}`, A, 'known'],
		['a type that lies', `iris ssh-rsa ${A.split(' ')[1]}\n`, A, 'unknown'],
	])('%s', (_name, text, key, wanted) => {
		expect(judge(text, key).type).toBe(wanted);
	});

	test('the line of a changed key is told', () => {
		expect(judge(`# first\niris ${B}\n`, A)).toMatchObject({type: 'changed', entry: {file: 'kh', line: 2}});
	});

	test('a key under the name without its port is taken, another there is no change', () => {
		expect(judge(`iris ${A}\n`, A, '[iris]:2222', 'iris').type).toBe('known');
		expect(judge(`iris ${B}\n`, A, '[iris]:2222', 'iris').type).toBe('unknown');
	});

	test('what else is known of an unknown host is told', () => {
		const verdict = judge(`iris ${EC}\n@cert-authority ir* ${B}\n`, A);
		expect(verdict).toMatchObject({
			type: 'unknown',
			others: [{keyType: 'ecdsa-sha2-nistp256'}],
			authorities: [{line: 2}],
		});
	});

	test('the known types are told, in order', () => {
		expect(knownKeyTypes(parseKnownHosts(`iris ${EC}\niris ${A}\n@revoked iris ${B}\n`, 'kh'), ['iris'])).toEqual([
			'ecdsa-sha2-nistp256',
			'ssh-ed25519',
		]);
	});
});

const hasKeygen = spawnSync('ssh-keygen', ['-?']).error === undefined;

describe.skipIf(!hasKeygen)('beside ssh-keygen', () => {
	const NAMES = ['iris', 'iris.example.org', '[iris]:2222', 'bad.example.org', 'login', '10.0.0.1', '[10.0.0.1]:2200'];
	const LINES = [
		`iris,10.0.0.1 ${A}`,
		`*.example.org,!bad.example.org ${B}`,
		`[iris]:2222 ${EC}`,
		`[10.0.0.?]:2200 ${A}`,
		`# login ${A}`,
	];

	test.each([false, true])('the same lines are found (hashed: %s)', async isHashed => {
		const file = join(await testFolder(), 'known_hosts');
		await writeFile(file, `${LINES.join('\n')}\n`);
		if (isHashed) {
			// Lines with wildcards are left as they are.
			spawnSync('ssh-keygen', ['-H', '-f', file]);
		}

		const entries = parseKnownHosts(execFileSync('cat', [file], {encoding: 'utf8'}), file);
		for (const name of NAMES) {
			const {stdout} = spawnSync('ssh-keygen', ['-F', name, '-f', file], {encoding: 'utf8'});
			const found = [...stdout.matchAll(/found: line (\d+)/g)].map(([, line]) => Number(line));
			expect([name, entries.filter(({hosts}) => matchesHost(hosts, name)).map(({line}) => line)]).toEqual([
				name,
				found,
			]);
		}
	});

	test('a line that we write is found, with the same fingerprint', async () => {
		const file = join(await testFolder(), 'known_hosts');
		await writeFile(file, knownHostLine('[iris]:2222', blob(A)));
		expect(spawnSync('ssh-keygen', ['-F', '[iris]:2222', '-f', file]).status).toBe(0);
		expect(execFileSync('ssh-keygen', ['-l', '-f', file], {encoding: 'utf8'})).toContain(fingerprintOf(blob(A)));
	});
});
