import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Attached, attach, attachWith} from './support/attached.js';
import {type Home, openHome} from './support/home.js';
import {asAlice, fault, inHost} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {openScreen} from './support/screen.js';
import {until} from './support/until.js';

/** Nobody is let in as this user, so that only Slurm's own way leads onto a node. */
const NODES_REFUSE = ['Host node1 node2', 'User stranger', 'Host *'];
const PROMPT = /alice@node\d:~\$/;

onCluster('a terminal on the node of a job', () => {
	let home: Home;
	let attached: Attached | undefined;

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster('ssh');
		await home.addCluster('steps', {sshLines: NODES_REFUSE});
		for (const cluster of ['ssh', 'steps']) {
			const command = 'command=for i in $(seq 600); do echo line $i; sleep 1; done';
			await home.good('new', 'command', '--cluster', cluster, '--set', command, '--name', cluster);
			await home.good('wait', cluster, '--for', 'running');
		}
	});
	afterAll(async () => {
		await attached?.close();
		await home.close();
	});

	/** The screen without the status line, whose clock runs. */
	const pictureOf = async (seen: Attached) => (await seen.picture()).slice(0, 23);

	it('opens on the node, and vim looks the same after detaching, killing the window, and coming back', async () => {
		attached = await attach(home, 'ssh');
		await attached.shows(PROMPT);
		await attached.type('vim.tiny /etc/passwd');
		await attached.press('Enter');
		await attached.shows(/"\/etc\/passwd".*\d+L/);
		await attached.press('j', 'j', 'l');
		await attached.shows(/3,2 /);
		const before = await pictureOf(attached);
		await attached.press('C-b', 'd');
		await attached.shows(/attach ended with 0/);
		await attached.close();

		attached = await attach(home, 'ssh');
		await attached.shows(/3,2 /);
		expect(await pictureOf(attached)).toEqual(before);
		// The window is taken away, and the program with it.
		await attached.close();
		attached = await attach(home, 'ssh');
		await attached.shows(/3,2 /);
		expect(await pictureOf(attached)).toEqual(before);
	});

	it('is the same after the way was cut and restored, and tells meanwhile', async () => {
		const before = await pictureOf(attached as Attached);
		await fault('kill-sshd', 'login');
		await attached?.shows(/away/);
		await fault('start-sshd', 'login');
		await attached?.shows(/ help/, 60_000);
		await attached?.press('k');
		await attached?.shows(/2,2 /);
		await attached?.press('j');
		await attached?.shows(/3,2 /);
		expect(await pictureOf(attached as Attached)).toEqual(before);
	});

	it('is the same after the daemon was killed', async () => {
		const {pid} = await home.daemon();
		const before = await pictureOf(attached as Attached);
		await inHost('laptop', ['kill', '-KILL', String(pid)]);
		await attached?.shows(/away|opening/);
		await attached?.shows(/ help/, 60_000);
		await attached?.shows(/3,2 /);
		expect(await pictureOf(attached as Attached)).toEqual(before);
	});

	it('follows the window’s size', async () => {
		await attached?.resize(60, 20);
		await attached?.type(':set columns?');
		await attached?.press('Enter');
		await attached?.shows(/columns=60/);
		await attached?.resize(80, 24);
		await attached?.type(':q!');
		await attached?.press('Enter');
		await attached?.shows(PROMPT);
	});

	it('scrolls back through what tmux kept, finds, and copies', async () => {
		await attached?.type('clear; seq 1 500');
		await attached?.press('Enter');
		await attached?.shows(/^500$/);
		await attached?.press('C-b', '[');
		await attached?.shows(/scrolled back/);
		await attached?.press('g');
		await attached?.type('/123');
		await attached?.press('Enter');
		await attached?.shows(/^123$/);
		await attached?.press('V', 'y');
		await attached?.shows(/copied 3 characters/);
	});

	it('has the log beside it, and further terminals', async () => {
		await attached?.press('C-b', 'l');
		await attached?.shows(/^── log ──/);
		await attached?.shows(/^line \d+$/);
		await attached?.press('C-b', 'c');
		await attached?.shows(/2:\S+\*/);
		await attached?.type('echo $TERM $COLORTERM');
		await attached?.press('Enter');
		await attached?.shows(/^(?:tmux|screen)-256color truecolor$/);
		await attached?.type('exit');
		await attached?.press('Enter');
		await attached?.shows(/1:\S+\*(?!.*2:)/);
		await attached?.press('C-b', 'l');
	});

	it('goes to the next session, where only a step of Slurm leads onto the node', async () => {
		await attached?.press('C-b', 'n');
		await attached?.shows(/^ steps .*1:\S+\*/, 30_000);
		await attached?.shows(PROMPT);
		await attached?.type('echo step $SLURM_STEP_ID $(hostname)');
		await attached?.press('Enter');
		await attached?.shows(/^step \d+ node\d$/);
	});

	it('is read line by line where a person wants that, a flood of lines too, and tells that the way is cut', async () => {
		const spoken = await attachWith(home, ['HPCTUI_SCREEN_READER=1'], 'ssh');
		await spoken.shows(/^attached to ssh on node\d; C-b d leaves, C-b \? helps$/);
		await spoken.shows(PROMPT);
		await spoken.type('seq 5000');
		await spoken.press('Enter');
		await spoken.shows(/^5000$/);
		await spoken.shows(PROMPT);
		const lines = (await spoken.all()).filter(line => /^\d+$/.test(line));
		// What stood on the screen before is read first.
		expect(lines.slice(-5000)).toEqual(Array.from({length: 5000}, (_, index) => String(index + 1)));
		await fault('kill-sshd', 'login');
		await spoken.shows(/^away: the way to it was lost/);
		await fault('start-sshd', 'login');
		await spoken.shows(/^back on node\d$/, 60_000);
		await spoken.press('C-b', 'd');
		await spoken.shows(/attach ended with 0/);
		await spoken.close();
	});

	it('stands beside what the node tells of itself in the screen', async () => {
		const screen = await openScreen(home);
		await screen.shows(/● ready/);
		await screen.press('i');
		await screen.shows(/node CPU +\d+ % +\S/);
		await screen.shows(/node memory +\S+ of \S+ +\S/);
		await screen.press('q');
		await screen.ends();
		await screen.close();
	});

	it('ends with its job also where nobody is left to see to that', async () => {
		const command = 'command=sleep 600';
		await home.good('new', 'command', '--cluster', 'ssh', '--set', command, '--name', 'orphan');
		await home.good('wait', 'orphan', '--for', 'running');
		const other = await attach(home, 'orphan');
		await other.shows(PROMPT);
		await other.close();
		const {id, job} = await home.show('orphan');
		const isThere = () =>
			inHost(job.nodes[0] as 'node1', ['tmux', '-L', `hpctui-${id.slice(-12).toLowerCase()}`, 'list-sessions'], {
				user: 'alice',
			}).then(
				() => true,
				() => false,
			);
		expect(await isThere()).toBe(true);
		await attached?.close();
		await inHost('laptop', ['kill', '-KILL', String((await home.daemon()).pid)]);
		await asAlice(`scancel ${job.id}`);
		await until('tmux is gone from the node', async () => !(await isThere()), 60_000);
	});

	it('leaves nothing behind when its session ends', async () => {
		const socketOf = async (name: string) => `hpctui-${(await home.show(name)).id.slice(-12).toLowerCase()}`;
		const socket = await socketOf('ssh');
		const {job} = await home.show('ssh');
		const node = job.nodes[0] as 'node1';
		const isThere = () =>
			inHost(node, ['tmux', '-L', socket, 'list-sessions'], {user: 'alice'}).then(
				() => true,
				() => false,
			);
		expect(await isThere()).toBe(true);
		await home.good('stop', 'ssh');
		await until('tmux is gone from the node', async () => !(await isThere()), 60_000);
	});
});
