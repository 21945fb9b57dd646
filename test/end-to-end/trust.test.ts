import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import ssh2 from 'ssh2';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Home, openHome} from './home.js';

let home: Home;
let demo: string;

beforeAll(async () => {
	home = await openHome();
	demo = join(home.folder, 'state', 'demo');
	await home.output('demo', '--headless', '--app', 'notepad');
});

afterAll(async () => home.close());

/** A cluster that leads to the demo's gateway with other files: what changes in them decides whether it is let in. */
async function addCluster(name: string, change: {knownHosts?: string; identity?: string}): Promise<void> {
	const folder = join(home.folder, name);
	await mkdir(folder);
	const knownHosts = change.knownHosts ?? (await readFile(join(demo, 'known_hosts'), 'utf8'));
	await writeFile(join(folder, 'known_hosts'), knownHosts);
	const identity = change.identity ?? (await readFile(join(demo, 'keys', 'identity'), 'utf8'));
	await writeFile(join(folder, 'identity'), identity, {mode: 0o600});
	const config = (await readFile(join(demo, 'ssh_config'), 'utf8'))
		.replaceAll(join(demo, 'known_hosts'), join(folder, 'known_hosts'))
		.replaceAll(join(demo, 'keys', 'identity'), join(folder, 'identity'));
	await writeFile(join(folder, 'ssh_config'), config);
	const argv = ['--host', 'demo-gateway', '--scheduler', 'host', '--ssh-config', join(folder, 'ssh_config')];
	await home.output('cluster', 'add', name, ...argv);
}

function otherKey(): {readonly private: string; readonly public: string} {
	return ssh2.utils.generateKeyPairSync('ecdsa', {bits: 256});
}

test('a host that is known, and a key that it takes: logged in', async () => {
	await addCluster('good', {});
	expect(await home.run('cluster', 'login', 'good')).toMatchObject({code: 0});
});

test('a host key that has changed is refused, whoever asks', async () => {
	const known = await readFile(join(demo, 'known_hosts'), 'utf8');
	const [gateway = '', login = ''] = known.split('\n');
	// The key of another host stands where the gateway's should.
	const changed = `${gateway.split(' ')[0]} ${login.split(' ').slice(1).join(' ')}\n`;
	await addCluster('changed', {knownHosts: changed});
	const left = await home.run('cluster', 'login', 'changed');
	expect(left).toMatchObject({code: 4});
	expect(left.stderr).toMatch(/host key.*changed|changed.*host key|another host key|different host key/is);
});

test('a host that is not known is refused where the configuration says so', async () => {
	await addCluster('unknown', {knownHosts: ''});
	const left = await home.run('cluster', 'login', 'unknown');
	expect(left).toMatchObject({code: 4});
	expect(left.stderr).toContain('SHA256:');
});

test('a key that the host does not take is refused, and no question is asked of nobody', async () => {
	await addCluster('stranger', {identity: otherKey().private});
	expect(await home.run('cluster', 'login', 'stranger')).toMatchObject({code: 4});
});
