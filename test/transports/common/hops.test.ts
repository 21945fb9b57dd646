import {spawnSync} from 'node:child_process';
import {chmod, mkdir, writeFile} from 'node:fs/promises';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, onTestFinished, test, vi} from 'vitest';
import {resolveHops} from '../../../drivers/transports/common/hops.js';
import type {Cluster} from '../../../source/core/cluster.js';
import type {Hop} from '../../../source/core/link.js';
import {plainCluster} from '../../core/samples.js';
import {testFolder} from '../hop.js';

const cluster = (some: Partial<Cluster>): Cluster => plainCluster({name: 'lab', host: 'iris', ...some});

async function configured(text: string): Promise<string> {
	const file = join(await testFolder(), 'config');
	await writeFile(file, text);
	return file;
}

const CONFIG = `
Host iris
	HostName iris.example.org
	User ann
	Port 2200
	ProxyJump gateway,bob@middle:2222
	IdentityFile ~/.ssh/%r_%h
	IdentityAgent none
	IdentitiesOnly yes
	StrictHostKeyChecking accept-new
	UserKnownHostsFile ~/.ssh/known_here /tmp/there
	GlobalKnownHostsFile /etc/ssh/ssh_known_hosts
	HostKeyAlias the-iris
	ServerAliveInterval 7
	ServerAliveCountMax 5
	ConnectTimeout 4
Host gateway
	HostName gw.example.org
	ProxyJump outer
Host proxied
	ProxyCommand nc -x %r %h %p %%
Host loop-a
	ProxyJump loop-b
Host loop-b
	ProxyJump loop-a
Host direct
	ProxyJump none
`;

const hasSsh = spawnSync('ssh', ['-V']).error === undefined;
const {homedir, username} = userInfo();

/** Both resolvers must agree on what the library can know. */
const RESOLVERS = [
	{name: 'ssh -G', isThere: hasSsh, prepare: () => {}},
	{name: 'without an ssh', isThere: true, prepare: () => vi.stubEnv('PATH', '/nowhere')},
];

afterEach(() => {
	vi.unstubAllEnvs();
});

describe.each(RESOLVERS)('$name', ({isThere, prepare}) => {
	describe.skipIf(!isThere)('resolveHops', () => {
		test('follows ProxyJump, in order, and reads what is said of each host', async () => {
			const sshConfig = await configured(CONFIG);
			prepare();
			const hops = await resolveHops(cluster({sshConfig}));
			expect(hops.map(({name, host, port, user}) => [name, host, port, user])).toEqual([
				['outer', 'outer', 22, username],
				['gateway', 'gw.example.org', 22, username],
				['middle', 'middle', 2222, 'bob'],
				['iris', 'iris.example.org', 2200, 'ann'],
			]);
			expect(hops[3]).toMatchObject({
				identities: [`${homedir}/.ssh/ann_iris.example.org`],
				agent: null,
				identitiesOnly: true,
				knownHostsFiles: [`${homedir}/.ssh/known_here`, '/tmp/there', '/etc/ssh/ssh_known_hosts'],
				hostKeyAlias: 'the-iris',
				strictHostKeyChecking: 'accept-new',
				keepAlive: {intervalSeconds: 7, countMax: 5},
				connectTimeoutMs: 4000,
				proxyCommand: null,
				join: 'forward',
			});
		});

		test('has sound defaults for a host of which nothing is said', async () => {
			const sshConfig = await configured('');
			prepare();
			vi.stubEnv('SSH_AUTH_SOCK', '/run/agent');
			const [hop] = await resolveHops(cluster({host: 'plain', sshConfig}));
			expect(hop).toMatchObject({
				name: 'plain',
				host: 'plain',
				port: 22,
				user: username,
				agent: '/run/agent',
				identitiesOnly: false,
				strictHostKeyChecking: 'ask',
				keepAlive: {intervalSeconds: 15, countMax: 3},
				connectTimeoutMs: 15_000,
			});
			expect(hop?.identities).toContain(`${homedir}/.ssh/id_ed25519`);
			expect(hop?.knownHostsFiles).toContain(`${homedir}/.ssh/known_hosts`);
		});

		test('what the person gave goes first', async () => {
			const sshConfig = await configured(CONFIG);
			prepare();
			const hops = await resolveHops(
				cluster({sshConfig, user: 'cat@uni', port: 22, hops: ['dora@direct:2022'], identity: '/keys/mine'}),
			);
			expect(hops.map(({name, port, user}) => [name, port, user])).toEqual([
				['direct', 2022, 'dora'],
				['iris', 22, 'cat@uni'],
			]);
			expect(hops[1]?.passed).toEqual(['dora@direct:2022']);
			expect(hops[1]?.identities).toEqual(['/keys/mine', `${homedir}/.ssh/cat@uni_iris.example.org`]);
		});

		test('the host may be written with user and port', async () => {
			const sshConfig = await configured('');
			prepare();
			expect(await resolveHops(cluster({host: 'eve@[::1]:2022', sshConfig}))).toMatchObject([
				{name: '::1', host: '::1', port: 2022, user: 'eve'},
			]);
		});

		test('a ProxyCommand has its tokens expanded', async () => {
			const sshConfig = await configured(CONFIG);
			prepare();
			expect(await resolveHops(cluster({host: 'zoe@proxied:2022', sshConfig}))).toMatchObject([
				{proxyCommand: 'nc -x zoe proxied 2022 %'},
			]);
		});

		test('where the cluster says exec, commands carry the bytes from hop to hop', async () => {
			const sshConfig = await configured(CONFIG);
			prepare();
			const hops = await resolveHops(cluster({host: 'plain', hops: ['gateway'], route: 'exec', sshConfig}));
			expect(hops.map(({join: by}) => by)).toEqual(['exec', 'exec', 'exec']);
		});

		test('where the ssh of each hop logs in to the next, who is not named is whom that ssh takes', async () => {
			const sshConfig = await configured(CONFIG);
			prepare();
			const chain = {host: 'dev1', hops: ['zoe@other', 'ann@third'], route: 'nested', sshConfig};
			const found = ({user, join: by, isUserGuessed = false}: Hop): unknown[] => [user, by, isUserGuessed];
			expect((await resolveHops(cluster(chain))).map(found)).toEqual([
				['zoe', 'nested', false],
				['ann', 'nested', false],
				['ann', 'nested', true],
			]);
			expect((await resolveHops(cluster({...chain, user: 'eve'}))).map(found).at(-1)).toEqual(['eve', 'nested', false]);
			expect((await resolveHops(cluster({...chain, route: 'auto'}))).map(found).at(-1)).toEqual([
				userInfo().username,
				'forward',
				true,
			]);
		});

		test('a ring of jumps is a fault', async () => {
			const sshConfig = await configured(CONFIG);
			prepare();
			await expect(resolveHops(cluster({host: 'loop-a', sshConfig}))).rejects.toMatchObject({
				kind: 'config',
				message: expect.stringContaining('loop-a → loop-b → loop-a'),
			});
		});

		test('a configuration that is not there is a fault', async () => {
			prepare();
			await expect(resolveHops(cluster({sshConfig: '/not/there'}))).rejects.toMatchObject({kind: 'config'});
		});

		test.each([
			[{host: '-oProxyCommand=id'}],
			[{host: 'iris; id'}],
			[{host: 'iris', user: '-lroot'}],
			[{host: 'iris', user: 'a b'}],
			[{host: 'iris', port: 70_000}],
			[{host: 'iris', hops: ['$(id)']}],
			[{host: 'iris', hops: ['-J']}],
		])('%j is refused before anything is asked', async changes => {
			prepare();
			const find = vi.fn();
			await expect(resolveHops(cluster(changes), find)).rejects.toMatchObject({kind: 'usage'});
			expect(find).not.toHaveBeenCalled();
		});
	});
});

test.skipIf(!hasSsh)('Include and Match are followed by ssh itself', async () => {
	const folder = await testFolder();
	await mkdir(join(folder, 'more'));
	await writeFile(join(folder, 'more/iris'), 'Match host iris user ann\n\tHostName included.example.org\n');
	await chmod(join(folder, 'more/iris'), 0o600);
	const sshConfig = await configured(`Include ${folder}/more/*\n`);
	const [hop] = await resolveHops(cluster({user: 'ann', sshConfig}));
	expect(hop?.host).toBe('included.example.org');
});

test('a local cluster is one hop, and nothing is looked up', async () => {
	const find = vi.fn();
	onTestFinished(() => expect(find).not.toHaveBeenCalled());
	expect(await resolveHops(cluster({transport: 'local'}), find)).toMatchObject([{name: 'iris', host: 'localhost'}]);
});
