import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, expect, it} from 'vitest';
import {type Home, openHome, type Said} from './support/home.js';
import {fault} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {expectNothingLeft, tracesOf} from './support/traces.js';

type Case = {
	readonly what: string;
	readonly words: readonly string[];
	readonly code: number;
	/** All of it stands in the message. */
	readonly says: readonly RegExp[];
};

const ON_LAB = ['new', 'jupyter', '--cluster', 'lab'];

const REFUSED: readonly Case[] = [
	{what: 'a wrong partition', words: [...ON_LAB, '--queue', 'nowhere'], code: 6, says: [/partition/i, /nowhere/]},
	{
		what: 'a partition of others',
		words: [...ON_LAB, '--queue', 'private'],
		code: 6,
		says: [/private|partition|group/i],
	},
	{what: 'a too long walltime', words: [...ON_LAB, '--walltime', '2h'], code: 6, says: [/time limit/i, /hint:/]},
	{what: 'a wrong account', words: [...ON_LAB, '--account', 'nobody'], code: 6, says: [/account/i]},
	{what: 'too many nodes', words: [...ON_LAB, '--nodes', '3'], code: 6, says: [/node/i]},
	{
		what: 'an unknown cluster',
		words: ['new', 'jupyter', '--cluster', 'elsewhere'],
		code: 3,
		says: [/elsewhere/, /lab/],
	},
	{what: 'an unknown app', words: ['new', 'juypter', '--cluster', 'lab'], code: 3, says: [/juypter/, /jupyter/]},
	{what: 'an unknown session', words: ['show', 'nobody'], code: 3, says: [/nobody/]},
	{what: 'an unknown option', words: [...ON_LAB, '--wall', '1h'], code: 2, says: [/--wall/]},
	{what: 'a walltime that is none', words: [...ON_LAB, '--walltime', 'soon'], code: 2, says: [/soon/]},
	{what: 'an unknown setting', words: [...ON_LAB, '--set', 'colour=red'], code: 2, says: [/colour/]},
	{what: 'an unknown address', words: [...ON_LAB, '--address', 'pigeon'], code: 2, says: [/pigeon/]},
	{what: 'an unknown host', words: ['new', 'jupyter', '--cluster', 'unknown'], code: 5, says: [/nowhere\.invalid/]},
	{
		what: 'an unknown host behind the gateway',
		words: ['new', 'jupyter', '--cluster', 'unknown-behind'],
		code: 5,
		says: [/nowhere/],
	},
	{
		what: 'a port where nobody listens',
		words: ['new', 'jupyter', '--cluster', 'shut'],
		code: 5,
		says: [/refused/i, /2222/],
	},
	{
		what: 'an address where nobody is',
		words: ['new', 'jupyter', '--cluster', 'empty'],
		code: 5,
		says: [/10\.71\.1\.99/],
	},
	{
		what: 'an unknown host key',
		words: ['new', 'jupyter', '--cluster', 'stranger'],
		code: 4,
		says: [/gateway/, /SHA256:/],
	},
	{what: 'a wrong key', words: ['new', 'jupyter', '--cluster', 'wrong-key'], code: 4, says: [/gateway/, /alice/]},
];

onCluster('what is refused: one clear message, its exit code, nothing left behind', () => {
	let home: Home;
	let before: Awaited<ReturnType<typeof tracesOf>>;

	beforeAll(async () => {
		home = await openHome();
		const emptyFolder = join(home.folder, 'nobody-known');
		await mkdir(emptyFolder);
		await writeFile(join(emptyFolder, 'known_hosts'), '');
		await home.addCluster();
		await home.addCluster('unknown', {words: ['--host', 'nowhere.invalid']});
		await home.addCluster('unknown-behind', {words: ['--host', 'nowhere.invalid', '--hop', 'gateway']});
		await home.addCluster('shut', {words: ['--host', 'gateway', '--port', '2222']});
		await home.addCluster('empty', {words: ['--host', '10.71.1.99'], sshLines: ['ConnectTimeout 5']});
		await home.addCluster('stranger', {sshLines: [`UserKnownHostsFile ${emptyFolder}/known_hosts`]});
		await home.addCluster('wrong-key', {edit: config => config.replace('/id_ed25519', '/bob_ed25519')});
	});
	afterAll(() => home.close());
	beforeEach(async () => {
		before = await tracesOf(home);
	});
	afterEach(() => expectNothingLeft(home, before));

	it.each(REFUSED)('$what: exit code $code', async ({words, code, says}) => {
		expectRefusal(await home.hpctui(...words), code, says);
	});

	it('says the same in JSON', async () => {
		const {code, out, err} = await home.hpctui(...ON_LAB, '--queue', 'nowhere', '--json');
		expect(code).toBe(6);
		expect(out).toBe('');
		expect(JSON.parse(err)).toMatchObject({error: {code: 'refused', message: expect.stringMatching(/partition/i)}});
	});

	it('a changed host key: exit code 4, with both fingerprints', async () => {
		// A link that stands goes on with the host it knows: only a new one sees another host.
		await home.good('daemon', 'stop');
		await fault('new-host-key', 'login');
		const said = await home.hpctui(...ON_LAB);
		expectRefusal(said, 4, [/login showed another host key/, /hint:/]);
		expect(said.err.match(/SHA256:[\w+/]+/g)?.length).toBeGreaterThanOrEqual(2);
		await fault('old-host-key', 'login');
		expect((await home.hpctui('cluster', 'login', 'lab')).code).toBe(0);
	});

	it('a full disk at the remote home: exit code 1', async () => {
		await fault('full-home');
		expectRefusal(await home.hpctui(...ON_LAB), 1, [/full|space|quota/i, /hint:/]);
		await fault('mend-home');
	});

	it('nothing wrong: a plan that submits nothing', async () => {
		const {code, out} = await home.hpctui(...ON_LAB, '--dry-run');
		expect(code).toBe(0);
		expect(out).toMatch(/^#!\/bin\/sh\n#SBATCH /);
		expect(out).toMatch(/^# .*sbatch .*job\.sh$/m);
	});
});

/** One message, which begins with the program's name; no stack, and nothing on standard output. */
function expectRefusal({code, out, err}: Said, wanted: number, says: readonly RegExp[]): void {
	expect(err.match(/^hpctui:/gm), err).toHaveLength(1);
	expect(err).toMatch(/^hpctui: \S/);
	expect(err).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
	expect(err.split('\n').length, err).toBeLessThanOrEqual(8);
	for (const words of says) {
		expect(err).toMatch(words);
	}

	expect(out).toBe('');
	expect(code, err).toBe(wanted);
}
