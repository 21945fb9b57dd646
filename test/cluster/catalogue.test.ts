import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {expectHidden} from './support/hidden.js';
import {type Home, openHome} from './support/home.js';
import {asAlice, inHost} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {NODE, ROOT} from './support/places.js';
import {until} from './support/until.js';

const STAND_IN = join(ROOT, 'test/fixtures/apps/stand-ins/serve');
const BROWSER = join(ROOT, 'test/cluster/support/browser-client.ts');
const DRAW = 'xsetroot -solid "#336699"; exec sleep 600';
const PROGRAMS = ['code-server', 'openvscode-server', 'tensorboard', 'marimo', 'rserver', 'R'];
const ENVIRONMENT = ['--set', 'environment=~/stand-ins'];

/** An app, its settings, and how a person gets in behind its URL: by that alone, or by a form with the password. */
const APPS: readonly (readonly [app: string, settings: readonly string[], form: string | null])[] = [
	['code-server', [], '/login?password='],
	['openvscode-server', [], null],
	['tensorboard', ['--set', 'logdir=~/runs'], null],
	['marimo', [], null],
	['rstudio-server', [], '/auth-do-sign-in?username=alice&password='],
];

/** Asks as a browser on the laptop does, with what is secret on the standard input; the body. */
function ask(url: string, form?: string): Promise<string> {
	const lines = [`url = "${url}"`, ...(form === undefined ? [] : [`data = "${form}"`])];
	return inHost('laptop', ['curl', '-sS', '--max-time', '20', '--config', '-'], {input: lines.join('\n')});
}

/** What is left of the folders that apps have on a node. */
function scratchOn(node: 'node1' | 'node2'): Promise<string> {
	return inHost(node, ['find', '/tmp', '-maxdepth', '1', '-user', 'alice', '-name', 'hpctui-??????']);
}

onCluster('more apps', () => {
	let home: Home;

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster();
		await inHost('login', ['sh', '-c', 'mkdir -p ~/stand-ins/bin ~/runs && cat > ~/stand-ins/bin/serve'], {
			user: 'alice',
			input: await readFile(STAND_IN, 'utf8'),
		});
		const links = PROGRAMS.map(name => `ln -sf serve ~/stand-ins/bin/${name}`).join(' && ');
		await asAlice(
			`chmod 755 ~/stand-ins/bin/serve && ${links} && echo 'PATH=$HOME/stand-ins/bin:$PATH' > ~/stand-ins/bin/activate`,
		);
		for (const [app, settings] of APPS) {
			await home.start(app, app, ...ENVIRONMENT, ...settings);
		}
	});
	afterAll(() => home.close());

	it.each(APPS)('%s: a stand-in is called and asked as the real one, and lets its person in', async (app, _, form) => {
		const {job} = await home.untilSession(app, 'it is ready', ({state}) => state === 'ready', 60_000);
		const url = await home.good('url', app);
		if (form === null) {
			expect(await ask(url)).toContain(`in on ${job.nodes[0]}`);
			const token = new URL(url).search.split('=')[1];
			if (token !== undefined) {
				await expectHidden(home, app, token);
				expect(await ask(url.replace(token, 'wrong'))).not.toContain('in on');
			}
		} else {
			const password = await home.good('secret', app);
			const [path = '', fields = ''] = form.split('?');
			expect(await ask(new URL(path, url).href, fields + password)).toBe(`in on ${job.nodes[0]}`);
			expect(await ask(new URL(path, url).href, `${fields}wrong`)).not.toContain('in on');
			await expectHidden(home, app, password);
		}

		await home.good('stop', app);
	});

	it('what RStudio kept on the node is gone', async () => {
		await home.good('wait', 'rstudio-server', '--for', 'ended', '--timeout', '60s');
		for (const node of ['node1', 'node2'] as const) {
			expect(await inHost(node, ['find', '/tmp', '-maxdepth', '1', '-user', 'alice', '-name', 'hpctui-??????'])).toBe(
				'',
			);
		}
	});

	it('a missing program is told with what to try', async () => {
		await home.start('marimo', 'missing');
		const {note} = await home.untilSession('missing', 'it ended', ({state}) => state === 'ended', 60_000);
		expect(note).toMatch(/no marimo on node[12].*pip install marimo/);
	});

	it('shell: an allocation that is ready when it runs, for commands on its node, until it is stopped', async () => {
		const id = await home.start('shell', 'desk', '--wait');
		const {job, ...desk} = await home.show('desk');
		expect(desk).toMatchObject({id, state: 'ready', tunnels: []});
		expect(await home.good('exec', 'desk', '--', 'hostname')).toBe(job.nodes[0]);
		await home.good('stop', 'desk');
		await home.good('wait', 'desk', '--for', 'ended', '--timeout', '60s');
		expect(await home.show('desk')).toMatchObject({outcome: 'cancelled'});
	});

	it('vnc: a real browser sees what is drawn on the desktop of the node, with the password alone', async () => {
		const words = ['--set', `desktop=${DRAW}`, '--wait', '--timeout', '60s'];
		const url = await home.start('vnc', 'screen', ...words);
		const password = await home.good('secret', 'screen');
		expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/vnc\.html#/);
		const input = JSON.stringify({url, password});
		const seen = JSON.parse(await inHost('laptop', [NODE, BROWSER], {input, timeoutMs: 90_000})) as object;
		expect(seen).toMatchObject({colour: '51,102,153', refusal: expect.stringMatching(/authenti/i)});
		await expectHidden(home, 'screen', password);
	});

	it('vnc: nobody else on the node can look at it, and nothing of it stays behind', async () => {
		const {job} = await home.show('screen');
		const node = job.nodes[0] === 'node1' ? 'node1' : 'node2';
		const scratch = await scratchOn(node);
		const display = await inHost(node, ['cat', `${scratch}/display`]);
		const look = (user: string, authority: string) =>
			inHost(node, ['env', `DISPLAY=:${display}`, `XAUTHORITY=${authority}`, 'xset', 'q'], {user});
		expect(await look('alice', `${scratch}/authority`)).toContain('Keyboard Control');
		await expect(look('bob', '/dev/null')).rejects.toThrow(/unable to open display/);
		const listening = await inHost(node, ['ss', '-Hltnp']);
		expect(listening).toContain('websockify');
		expect(listening).not.toContain('Xvnc');
		await home.good('stop', 'screen');
		await home.good('wait', 'screen', '--for', 'ended', '--timeout', '60s');
		await until('nothing of alice runs there', async () => {
			const running = await inHost(node, ['sh', '-c', 'ps -o args= -u alice || true']);
			return !/vnc|websockify|sleep 600/.test(running);
		});
		expect(await scratchOn(node)).toBe('');
	});

	it('vnc: an X server that does not start, or dies, ends the session, and the note tells', async () => {
		const start = ['new', 'vnc', '--cluster', 'lab', '--name'];
		await home.good(...start, 'dead', '--set', 'geometry=99999x99999');
		await home.good(...start, 'lost', '--set', `desktop=${DRAW}`, '--wait', '--timeout', '60s');
		const {job} = await home.show('lost');
		const node = job.nodes[0] === 'node1' ? 'node1' : 'node2';
		await inHost(node, ['sh', '-c', 'kill -KILL $(ps -o pid= -C Xvnc)']);
		const [dead, lost] = await Promise.all(
			['dead', 'lost'].map(name => home.untilSession(name, 'it ended', ({state}) => state === 'ended', 60_000)),
		);
		expect(dead).toMatchObject({outcome: 'failed', note: expect.stringMatching(/Xvnc did not start: \w/)});
		expect(lost).toMatchObject({
			outcome: 'failed',
			note: expect.stringMatching(/X server of the desktop ended with code 137/),
		});
	});
});
