import {readFile} from 'node:fs/promises';
import {setTimeout as pause} from 'node:timers/promises';
import {afterAll, beforeAll, expect, it} from 'vitest';
import type {SessionDocument} from '../../source/core/session-document.js';
import {type Home, openHome} from './support/home.js';
import {inHost, sshdLogOf} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {until} from './support/until.js';

const SESSIONS = 100;
/** How many `hpctui new` run at a time. */
const AT_A_TIME = 5;
const MINUTE_MS = 60_000;
/** The scheduler was not asked for so long: the questions have become as rare as they get. */
const QUIET_MS = 20_000;
const MEGABYTE = 1024 * 1024;
/** Of /proc/PID/stat: what sysconf(_SC_CLK_TCK) says on Linux. */
const TICKS_A_SECOND = 100;

onCluster(`${SESSIONS} sessions on one cluster`, () => {
	let home: Home;
	let loginsBefore: Readonly<Record<'gateway' | 'login', number>>;

	beforeAll(async () => {
		home = await openHome();
		loginsBefore = await logins();
		await home.addCluster('lab', {sshLines: ['ServerAliveInterval 15']});
	});
	afterAll(() => home.close());

	it('are all submitted through one daemon, and run', async () => {
		const begin = Date.now();
		const numbers = Array.from({length: SESSIONS}, (_, index) => index + 1);
		await Promise.all(Array.from({length: AT_A_TIME}, () => submitFrom(numbers, home)));
		const submittedMs = Date.now() - begin;
		await until(
			'all sessions run',
			async () => (await sessions(home)).filter(({state}) => state === 'ready').length === SESSIONS,
			90_000,
		);
		const ports = new Set((await sessions(home)).map(({tunnels}) => tunnels[0]?.localPort));
		expect(ports.size).toBe(SESSIONS);
		console.log(`${SESSIONS} sessions submitted in ${submittedMs} ms, all running after ${Date.now() - begin} ms`);
	});

	it('ask little of the login host, and of this machine', async () => {
		await untilQuiet(home);
		const {pid} = await home.daemon();
		const [asked, cpu, begin] = [await commands(home), await cpuSeconds(pid), Date.now()];
		// Nothing is waited for here: a minute is what is measured.
		await pause(MINUTE_MS);
		const used = (await cpuSeconds(pid)) - cpu;
		const seconds = (Date.now() - begin) / 1000;
		const askedNow = await commands(home);
		const {memoryBytes} = await home.daemon();
		const now = await logins();
		const figures = {
			schedulerCommands: askedNow - asked,
			authentications: {gateway: now.gateway - loginsBefore.gateway, login: now.login - loginsBefore.login},
			cpuPercent: Math.round((used / seconds) * 1000) / 10,
			memoryMegabytes: Math.round(memoryBytes / MEGABYTE),
		};
		console.log(`in a quiet minute with ${SESSIONS} sessions: ${JSON.stringify(figures)}`);
		expect(figures.schedulerCommands).toBeLessThanOrEqual(2);
		expect(figures.authentications).toEqual({gateway: 1, login: 1});
		expect((await home.cluster()).counts.authentications).toBe(2);
		expect(figures.cpuPercent).toBeLessThan(1);
		expect(figures.memoryMegabytes).toBeLessThan(200);
	});
});

async function submitFrom(numbers: number[], home: Home): Promise<void> {
	for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
		await home.start('command', `s${number}`, '--set', 'command=exec sleep 3000');
	}
}

function sessions(home: Home): Promise<readonly SessionDocument[]> {
	return home.json<readonly SessionDocument[]>('ls');
}

async function commands(home: Home): Promise<number> {
	return (await home.cluster()).counts.schedulerCommands;
}

async function untilQuiet(home: Home): Promise<void> {
	let last = -1;
	let since = Date.now();
	await until(
		'the scheduler is asked rarely',
		async () => {
			const asked = await commands(home);
			if (asked !== last) {
				last = asked;
				since = Date.now();
			}

			await pause(1000);
			return Date.now() - since > QUIET_MS;
		},
		120_000,
	);
}

/** Processor time of a process of the laptop so far: utime and stime, fields 14 and 15, behind the name in parentheses. */
async function cpuSeconds(pid: number): Promise<number> {
	const stat = await inHost('laptop', ['cat', `/proc/${pid}/stat`]);
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** How many times alice has logged in so far. */
async function logins(): Promise<Record<'gateway' | 'login', number>> {
	const count = async (host: 'gateway' | 'login') =>
		(await readFile(sshdLogOf(host), 'utf8')).split('\n').filter(line => line.includes('Accepted publickey for alice'))
			.length;
	return {gateway: await count('gateway'), login: await count('login')};
}
