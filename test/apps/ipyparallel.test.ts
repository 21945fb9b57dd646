import {existsSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import ipyparallel from '../../drivers/apps/ipyparallel.js';
import {bodyOf as linesOf} from '../../source/core/app-body.js';
import {settingsFor} from '../../source/core/settings.js';
import {startJob} from '../core/job.js';
import {fakePrograms, shells, temporaryFolder, until} from '../core/shells.js';

const KEY = 'fcdead5c-e16e84e2451fdc93931c3c32';

/** What ipcontroller 7.1 writes (captured), but for ports and key. */
const CLIENT_FILE = {
	ssh: '',
	interface: 'tcp://0.0.0.0',
	registration: 21_000,
	control: 21_001,
	mux: 21_002,
	task: 21_003,
	task_scheme: 'leastload',
	iopub: 21_004,
	notification: 21_005,
	broadcast: 21_006,
	key: KEY,
	curve_serverkey: null,
	location: '10.71.4.11',
	pack: 'pickle',
	unpack: 'pickle',
	signature_scheme: 'hmac-sha256',
};

describe('the connection file of the client', () => {
	const localPortOf = (port: string) =>
		({registration: 1, control: 2, mux: 3, task: 4, iopub: 5, notification: 6, broadcast: 7})[port] ?? null;
	const fileOf = (connection: string, ports = localPortOf) => ipyparallel.connectionFile?.({connection}, ports) ?? null;

	test('has the local ends, and all else as the controller wrote it', () => {
		expect(JSON.parse(fileOf(JSON.stringify(CLIENT_FILE)) ?? '')).toEqual({
			...CLIENT_FILE,
			interface: 'tcp://127.0.0.1',
			location: '127.0.0.1',
			registration: 1,
			control: 2,
			mux: 3,
			task: 4,
			iopub: 5,
			notification: 6,
			broadcast: 7,
		});
	});

	test('of a controller before 7 there is no broadcast', () => {
		const {broadcast: _, ...old} = CLIENT_FILE;
		expect(JSON.parse(fileOf(JSON.stringify(old)) ?? '')).not.toHaveProperty('broadcast');
	});

	test.each([
		['nothing was told', '', localPortOf],
		['what was told is no file', '[1]', localPortOf],
		['half a file', '{"key":', localPortOf],
		['a port has no local end', JSON.stringify(CLIENT_FILE), () => null],
	])('%s: none', (_what, connection, ports) => {
		expect(fileOf(connection, ports)).toBeNull();
	});
});

/**
 * Stand-ins for ipcontroller and ipengine: the controller serves nothing but its files and counts what its engines leave in a
 * folder; an engine registers with a file, and dies at once where DIE is set.
 */
const CONTROLLER = `profile=\${1#--profile-dir=}
cat >"$profile/security/ipcontroller-client.json" <<'E'
${JSON.stringify(CLIENT_FILE, null, 2)}
E
sed 's/21000/'"$FAKE_PORT"'/' "$profile/security/ipcontroller-client.json" >"$profile/security/ipcontroller-engine.json"
mkdir -p "$profile/there"
trap 'exit 0' TERM
while :; do
	list=
	for file in "$profile"/there/*; do
		[ -e "$file" ] || continue
		kill -0 "\${file##*/}" 2>/dev/null || { rm -f "$file"; continue; }
		list="$list\${list:+, }\\"\${file##*/}\\": \\"id-\${file##*/}\\""
	done
	printf '{"engines": {%s}, "next_id": 9}' "$list" >"$profile/log/engines.json.new"
	mv "$profile/log/engines.json.new" "$profile/log/engines.json"
	# The pace of a controller that looks who is there; the test waits for what it writes.
	sleep 0.1
done
`;

const ENGINE = `[ -z "$DIE" ] || { echo 'Traceback (most recent call last):'; echo 'ModuleNotFoundError: No module named numpy'; exit 3; }
profile=\${1#--profile-dir=}
: >"$profile/there/$$"
exec sleep 600
`;

const fakes = (env: Readonly<Record<string, string>> = {}): Record<string, string> => ({
	...fakePrograms({ipcontroller: CONTROLLER, ipengine: ENGINE}),
	...env,
});

const PORTS = ipyparallel.ports.map(({name}) => ({name, fixed: null}));

function settingsOf(given: Readonly<Record<string, string>>) {
	return settingsFor(ipyparallel, given);
}

function bodyOf(given: Readonly<Record<string, string>> = {}): readonly string[] {
	return linesOf(ipyparallel, {settings: settingsOf(given), bind: '127.0.0.1', workdir: null});
}

function partOf(hub: string, given: Readonly<Record<string, string>> = {}): readonly string[] {
	const settings = settingsOf(given);
	return ipyparallel.partBody?.({settings, bind: '0.0.0.0', workdir: null, part: 'engines-1', hub}) ?? [];
}

/** A port that answers, for the engines to find their controller by. */
async function listening(): Promise<string> {
	const server = createServer(socket => socket.destroy());
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});
	onTestFinished(() => {
		server.close();
	});
	const address = server.address();
	return String(typeof address === 'object' ? address?.port : 0);
}

describe.each(shells.slice(0, 2))('a job of a controller and its engines in %s', (_name, shell) => {
	const order = (folder: string, id: string, words: string) => {
		writeFileSync(join(folder, 'orders', id), `${words}\n`);
	};

	test('counts its engines, restarts and scales them by orders, and leaves nobody behind', async () => {
		const env = fakes({FAKE_PORT: await listening()});
		const job = startJob({shell, env, body: bodyOf({engines: '2', 'ready-with': '2'}), ports: PORTS});
		const progress = (have: number, want: number) =>
			until(() => job.record().find(entry => entry.type === 'progress' && entry.have === have && entry.want === want));
		expect(job.record().find(({type}) => type === 'progress') ?? (await job.entry('progress'))).toMatchObject({
			have: 0,
			want: 2,
			least: 2,
		});
		await progress(2, 2);
		const {values} = await job.entry('evidence');
		expect(JSON.parse(values['connection'] ?? '')).toEqual(CLIENT_FILE);
		expect(job.record()).toContainEqual({type: 'serving', port: 'mux', number: CLIENT_FILE.mux});
		const before = readFileSync(join(job.folder, 'profile/log/engines.json'), 'utf8');
		mkdirSync(join(job.folder, 'orders'));
		order(job.folder, 'A', 'restart-engines');
		expect(await until(() => job.record().find(entry => entry.type === 'obeyed' && entry.order === 'A'))).toMatchObject(
			{
				code: 0,
				said: '2 engines restarted',
			},
		);
		expect(readFileSync(join(job.folder, 'profile/log/engines.json'), 'utf8')).not.toBe(before);
		order(job.folder, 'B', 'scale engines 4');
		await progress(4, 4);
		order(job.folder, 'C', 'scale engines 1');
		await progress(1, 1);
		order(job.folder, 'D', 'dance');
		expect(await until(() => job.record().find(entry => entry.type === 'obeyed' && entry.order === 'D'))).toMatchObject(
			{code: 2},
		);
		const [engine = ''] = Object.keys(
			JSON.parse(readFileSync(join(job.folder, 'profile/log/engines.json'), 'utf8')).engines,
		);
		job.child.kill('SIGTERM');
		await job.ended;
		expect(existsSync(`/proc/${engine}/stat`) && !readFileSync(`/proc/${engine}/stat`, 'utf8').includes(') Z')).toBe(
			false,
		);
		expect(statSync(join(job.folder, 'environment')).mode & 0o077).toBe(0);
	}, 60_000);

	test('an engine that dies at once is told with the line of its log, and the session goes on', async () => {
		const env = fakes({FAKE_PORT: await listening(), DIE: '1'});
		const job = startJob({shell, env, body: bodyOf({engines: '2'}), ports: PORTS});
		const told = await until(() => job.record().find(entry => entry.type === 'part' && entry.said !== null));
		expect(told).toMatchObject({
			state: 'running',
			have: 0,
			want: 2,
			said: 'an engine ended with code 3: ModuleNotFoundError: No module named numpy',
		});
		expect(job.child.exitCode).toBeNull();
	}, 30_000);

	test('a further job waits for the connection file, starts its engines, and ends with its hub', async () => {
		const hub = join(temporaryFolder(), 'hub');
		mkdirSync(hub);
		const env = fakes({FAKE_PORT: await listening()});
		const part = startJob({shell, env, body: partOf(hub, {engines: '2', launcher: 'jobs'})});
		expect(await job(part, 'starting')).toMatchObject({have: 0, want: 2});
		const controller = startJob({
			shell,
			env,
			folder: hub,
			body: bodyOf({engines: '2', launcher: 'jobs'}),
			ports: PORTS,
		});
		expect(await job(part, 'running')).toMatchObject({have: 2, want: 2});
		await until(() => controller.record().find(entry => entry.type === 'progress' && entry.have === 2));
		controller.child.kill('SIGTERM');
		expect(await part.ended).toEqual({code: 0, signal: null});
	}, 60_000);

	test('a further job leaves when it is told to', async () => {
		const hub = join(temporaryFolder(), 'hub');
		const env = fakes({FAKE_PORT: await listening()});
		startJob({shell, env, folder: hub, body: bodyOf({engines: '1', launcher: 'jobs'}), ports: PORTS});
		const part = startJob({shell, env, body: partOf(hub, {engines: '1', launcher: 'jobs'})});
		await job(part, 'running');
		mkdirSync(join(part.folder, 'orders'));
		order(part.folder, 'A', 'leave');
		expect(await part.ended).toEqual({code: 0, signal: null});
		expect(await job(part, 'ended')).toMatchObject({code: 0});
	}, 60_000);

	test('a further job whose engines all died ends with their code', async () => {
		const hub = join(temporaryFolder(), 'hub');
		const env = fakes({FAKE_PORT: await listening()});
		startJob({shell, env, folder: hub, body: bodyOf({engines: '1', launcher: 'jobs'}), ports: PORTS});
		const part = startJob({shell, env: {...env, DIE: '1'}, body: partOf(hub, {engines: '1', launcher: 'jobs'})});
		expect((await part.ended).code).toBe(3);
		expect(await job(part, 'ended')).toMatchObject({code: 3, said: expect.stringContaining('ModuleNotFoundError')});
	}, 60_000);
});

function job(started: ReturnType<typeof startJob>, state: string) {
	return until(() => started.record().find(entry => entry.type === 'part' && entry.state === state));
}

describe('settings', () => {
	test.each([{engines: '-1'}, {engines: '100000'}, {'ready-with': '-2'}])('%j is wrong usage', given => {
		expect(() => bodyOf(given)).toThrow(expect.objectContaining({kind: 'usage'}));
	});

	test('the packer that was asked for is in the configuration, and by default none', () => {
		expect(bodyOf({packer: 'msgpack'}).join('\n')).toContain('c.Session.unpacker = "msgpack.unpackb"');
		expect(bodyOf().join('\n')).not.toContain('c.Session.packer');
	});
});
