import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import type {Clock} from '../../source/core/clock.js';
import {makeDemoSession} from '../../source/demo/demo-session.js';
import {demoPlacesIn} from '../../source/demo/places.js';
import {writeRecord} from '../../source/demo/record.js';
import {runDemo, stopDemo} from '../../source/demo/run-demo.js';
import {pathsFrom} from '../../source/wire/paths.js';
import {ensurePrivateFolder} from '../../source/wire/private-folder.js';
import {type ScriptedClient, scriptedClient} from './scripted-client.js';

vi.mock('../../source/demo/choose-apps.js', () => ({chooseApps: async () => ['jupyter', 'notepad']}));

let home: string;

/** A clock whose every pause is over at once. */
const hurried: Clock = {now: () => 0, sleep: async () => new Promise(resolve => setImmediate(resolve))};

/** A clock on which nothing ever takes too long. */
const patient: Clock = {now: () => 0, sleep: async () => new Promise(() => {})};

beforeAll(async () => {
	home = await mkdtemp(join(tmpdir(), 'hpctui-demo-'));
	const places = demoPlacesIn(pathsFrom({HPCTUI_HOME: home}).state);
	ensurePrivateFolder(places.folder);
	// This very process stands for the one that serves: it is alive, so it is found.
	await writeRecord(places.record);
});

afterAll(async () => rm(home, {recursive: true, force: true}));

async function run(client: ScriptedClient, clock: Clock, app: string | null = null) {
	const lines: string[] = [];
	const paths = pathsFrom({HPCTUI_HOME: home});
	const session = runDemo({client, paths, clock, app, say: line => lines.push(line)});
	return {session: await session, lines};
}

test('it adds the cluster, connects hop by hop, and answers with a session that is ready', async () => {
	const client = scriptedClient({jupyter: 'ready'});
	const {session, lines} = await run(client, patient);
	expect(session).toMatchObject({app: 'jupyter', state: 'ready'});
	expect(lines).toContain('connected: this machine → demo-gateway → demo-login → demo-node1');
	expect(client.calls).toContain('session.new jupyter demo demo');
});

test('a Jupyter that does not start gives way to the notepad', async () => {
	const client = scriptedClient({jupyter: 'ended', notepad: 'ready'});
	const {session, lines} = await run(client, patient);
	expect(session.app).toBe('notepad');
	expect(client.calls).toContain('session.remove id-jupyter');
	expect(lines.join('\n')).toContain('jupyter does not start here');
});

test('a session of an earlier visit is taken up again', async () => {
	const client = scriptedClient({notepad: 'ready'});
	await run(client, patient, 'notepad');
	await run(client, patient, 'notepad');
	expect(client.calls.filter(call => call.startsWith('session.new'))).toHaveLength(1);
});

test('one app that was asked for and does not get ready is a fault', async () => {
	await expect(run(scriptedClient({notepad: 'queued'}), hurried, 'notepad')).rejects.toMatchObject({
		kind: 'timeout',
		hint: 'see what it printed: hpctui logs demo',
	});
	await expect(run(scriptedClient({notepad: 'ended'}), patient, 'notepad')).rejects.toMatchObject({kind: 'ended'});
});

test("a cluster of the person's own called demo is left alone, and so are its sessions", async () => {
	const client = scriptedClient({}, [{name: 'demo', host: 'iris', sshConfig: null, defaults: {}}]);
	await makeDemoSession(client, 'mine');
	client.calls.length = 0;
	await expect(run(client, patient)).rejects.toMatchObject({kind: 'config', hint: 'run: hpctui cluster rm demo'});
	const paths = pathsFrom({HPCTUI_HOME: join(home, 'other')});
	expect(await stopDemo({client, paths, clock: patient, say: () => undefined})).toBe(false);
	expect(client.calls).toEqual(['cluster.list', 'cluster.list']);
});
