import {afterAll, beforeAll, expect, it} from 'vitest';
import type {SessionDocument} from '../../source/core/session-document.js';
import {type Home, openHome} from './support/home.js';
import {asAlice, sessionFolders} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {type SoakResult, soak} from './support/soak.js';
import {compareJobs, jobsByTag} from './support/soak-jobs.js';
import {answers, bytesLost, type Soaked, startSessions} from './support/soak-sessions.js';
import {until} from './support/until.js';

/** `npm run soak -- --minutes 20 --seed 7` says these; without it the soak is short, and another one each time. */
const MINUTES = Number(process.env['HPCTUI_SOAK_MINUTES'] ?? 2);
const SEED = Number(process.env['HPCTUI_SOAK_SEED'] ?? Date.now() % 1_000_000);

onCluster(`ten sessions for ${MINUTES} minutes in which everything breaks`, () => {
	let home: Home;
	let sessions: readonly Soaked[];
	let result: SoakResult;
	let since: string;
	let strangers: readonly string[];
	const all = () => home.json<readonly SessionDocument[]>('ls', '--all');
	const note = (line: string) => console.log(line);

	beforeAll(async () => {
		note(`soak: seed ${SEED}, again with: npm run soak -- --minutes ${MINUTES} --seed ${SEED}`);
		home = await openHome();
		strangers = await sessionFolders();
		await home.addCluster();
		since = await asAlice('date +%Y-%m-%dT%H:%M:%S');
		sessions = await startSessions(home);
	});
	afterAll(() => home.close());

	it(
		'they are ready again after each fault',
		async () => {
			result = await soak({home, sessions, minutes: MINUTES, seed: SEED, note});
			const faults = result.ordeals.flatMap(({names}) => names);
			const back = result.ordeals.map(({backMs}) => backMs / 1000).sort((one, other) => one - other);
			note(`soak: ${faults.length} faults in ${result.ordeals.length} ordeals`);
			note(`soak: ready after ${back[Math.floor(back.length / 2)]} s (median), ${back.at(-1)} s (longest)`);
			expect(faults.length).toBeGreaterThan(MINUTES);
		},
		(MINUTES + 15) * 60_000,
	);

	it('each is the session that it was, at the port and URL that it had', () => {
		expect(result.changes).toEqual([]);
	});

	it('each answers there', async () => {
		for (const each of sessions) {
			await until(`${each.session.name} answers`, () => answers(each), 60_000);
		}
	});

	it('what was submitted in the middle of it is one job each, known to its session, or none', async () => {
		await until('all extras are over', async () => (await all()).every(isOverOrOfTheTen), 90_000);
		const compare = async () => compareJobs(await all(), await jobsByTag(since));
		// slurmctld tells accounting of jobs that started every five seconds only.
		await until('accounting knows all of them', async () => (await compare()).lost.length === 0, 30_000).catch(
			() => undefined,
		);
		const {lost, doubled} = await compare();
		note(`soak: ${result.extras.length} submitted meanwhile; ${lost.length} jobs lost, ${doubled.length} doubled`);
		for (const [tag = ''] of lost.map(line => line.split(':'))) {
			note(await wordsAbout(tag));
		}

		expect({lost, doubled}).toEqual({lost: [], doubled: []});
		const accepted = result.extras.filter(({said}) => said.code === 0);
		expect(accepted.length).toBeGreaterThan(0);
		const outcomes = new Map((await all()).map(({name, outcome}) => [name, outcome]));
		expect(accepted.map(({name}) => [name, outcomes.get(name)])).toEqual(accepted.map(({name}) => [name, 'completed']));
	});

	/** What the daemon noted of the session with this tag. */
	async function wordsAbout(tag: string): Promise<string> {
		const id = tag.replace('hpctui-', '').toUpperCase();
		const lines = (await home.daemonLog()).split('\n').filter(line => line.includes(id));
		return [`soak: ${tag}`, ...lines].join('\n');
	}

	it('no folder is left that no session knows', async () => {
		const known = new Set([...strangers, ...(await all()).map(({id}) => id)]);
		expect((await sessionFolders()).filter(folder => !known.has(folder))).toEqual([]);
	});

	it('each log was followed byte by byte', async () => {
		const lost = await Promise.all(
			sessions.map(async each => [each.session.name, await bytesLost(home, each)] as const),
		);
		note(`soak: bytes lost ${lost.reduce((sum, [, bytes]) => sum + Math.abs(bytes), 0)}`);
		expect(lost.filter(([, bytes]) => bytes !== 0)).toEqual([]);
	}, 180_000);
});

function isOverOrOfTheTen({name, state}: SessionDocument): boolean {
	return state === 'ended' || !name.startsWith('extra');
}
