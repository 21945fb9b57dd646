import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {wallClock} from '../../source/daemon/clock.js';
import {ensureServers, type ServersCommand, stopServers} from '../../source/demo/ensure-servers.js';
import {type DemoPlaces, demoPlacesIn} from '../../source/demo/places.js';
import {readRecord} from '../../source/demo/record.js';
import {startOf} from '../../source/wire/process-identity.js';
import {eventually} from './eventually.js';
import {buildServersProgram} from './servers-program.js';

let program: Awaited<ReturnType<typeof buildServersProgram>>;
let state: string;
let places: DemoPlaces;
let command: ServersCommand;

beforeAll(async () => {
	program = await buildServersProgram();
});

afterAll(async () => program.remove());

beforeEach(async () => {
	state = await mkdtemp(join(tmpdir(), 'hpctui demo '));
	places = demoPlacesIn(state);
	command = {file: process.execPath, args: [program.path, state]};
});

afterEach(async () => {
	await stopServers(places, wallClock);
	await rm(state, {recursive: true, force: true});
});

test('the servers outlive the caller, are found again, and end when told to', async () => {
	expect(await ensureServers(places, command, wallClock)).toBe('started');
	const record = await readRecord(places.record);
	expect(await ensureServers(places, command, wallClock)).toBe('found');
	expect(await readRecord(places.record)).toEqual(record);
	expect(await stopServers(places, wallClock)).toBe(true);
	await eventually(() => startOf(record?.pid ?? 0)).toBe(null);
	expect(await stopServers(places, wallClock)).toBe(false);
});

test('two that start at once share one', async () => {
	await Promise.all([
		ensureServers(places, command, wallClock),
		ensureServers(places, command, wallClock),
		ensureServers(places, command, wallClock),
	]);
	const config = await readFile(places.sshConfig, 'utf8');
	const [gateway] = Object.values(JSON.parse(await readFile(places.ports, 'utf8')));
	expect(config).toContain(`Port ${gateway}`);
});

test('ports and keys stay from one start to the next', async () => {
	await ensureServers(places, command, wallClock);
	const before = [await readFile(places.knownHosts, 'utf8'), await readFile(places.sshConfig, 'utf8')];
	await stopServers(places, wallClock);
	await ensureServers(places, command, wallClock);
	expect([await readFile(places.knownHosts, 'utf8'), await readFile(places.sshConfig, 'utf8')]).toEqual(before);
});

test('a port that another program has taken since is replaced, in the files too', async () => {
	await ensureServers(places, command, wallClock);
	const ports: Record<string, number> = JSON.parse(await readFile(places.ports, 'utf8'));
	await stopServers(places, wallClock);
	const other = createServer().listen(ports['login'], '127.0.0.1');
	await ensureServers(places, command, wallClock);
	const now: Record<string, number> = JSON.parse(await readFile(places.ports, 'utf8'));
	expect(now).toMatchObject({gateway: ports['gateway'], node1: ports['node1']});
	expect(now['login']).not.toBe(ports['login']);
	expect(await readFile(places.knownHosts, 'utf8')).toContain(`]:${now['login']} `);
	other.close();
});

test('the record of a process that was killed, or whose number another has now, counts for nothing', async () => {
	await ensureServers(places, command, wallClock);
	const record = await readRecord(places.record);
	process.kill(record?.pid ?? 0, 'SIGKILL');
	await eventually(async () => readRecord(places.record)).toBe(undefined);
	expect(await ensureServers(places, command, wallClock)).toBe('started');
	await stopServers(places, wallClock);
	await writeFile(places.record, `{"pid":${process.pid},"start":"another-time"}\n`);
	expect(await stopServers(places, wallClock)).toBe(false);
});

test('servers that cannot start are a fault with their last words', async () => {
	const broken = {file: process.execPath, args: ['-e', 'console.error("no such luck"); process.exit(1)']};
	await expect(ensureServers(places, broken, wallClock)).rejects.toMatchObject({
		kind: 'daemon',
		message: "the demo's servers did not start: no such luck",
		hint: expect.stringContaining(places.log),
	});
});
