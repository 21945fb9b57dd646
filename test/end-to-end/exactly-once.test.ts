import {readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {eventually} from '../demo/eventually.js';
import {killEnv, killedAt, orderKill} from '../kill/order.js';
import {type Home, openHome} from './home.js';

/** Each moment of a submission so many times; HPCTUI_KILL_ROUNDS says more. */
const ROUNDS = Number(process.env['HPCTUI_KILL_ROUNDS'] ?? 1);
/** So many homes, each with its own cluster, share the work: most of it is waiting. */
const HOMES = 3;
/** There are fewer moments than this; a test that never ends would tell nothing. */
const MOMENTS_AT_MOST = 200;
/** Every job leaves a line of its own beside the folder of its session. */
const WITNESS = 'echo $$ >> "$HPCTUI_FOLDER.jobs"; exec sleep 600';

type Place = {readonly home: Home; readonly order: string; readonly folders: string};
let places: readonly Place[] = [];

beforeAll(async () => {
	places = await Promise.all(Array.from({length: HOMES}, openPlace));
});
afterAll(() => Promise.all(places.map(({home}) => home.close())));

async function openPlace(): Promise<Place> {
	const home = await openHome();
	await home.output('demo', '--headless', '--app', 'notepad');
	await home.output('stop', 'demo');
	await home.output('rm', '--force', 'demo');
	const order = join(home.folder, 'kill');
	Object.assign(home.env, killEnv(order));
	return {home, order, folders: join(home.folder, 'state', 'demo', 'home', '.hpctui', 'sessions')};
}

test(
	'a daemon that is killed at any moment of a submission: one job, known to its session, and its id is printed',
	async () => {
		const killed: string[] = [];
		// The homes share a round and their order of moments is not the same: what a round left out, another meets.
		for (let round = 0; round < ROUNDS || (round < ROUNDS + 2 && !hasMetAll(killed)); round++) {
			let moment = 0;
			let isOver = false;
			await Promise.all(
				places.map(async place => {
					while (!isOver && moment < MOMENTS_AT_MOST) {
						const at = await submitKilledAt(moment++, place);
						isOver ||= at === null;
						killed.push(...(at === null ? [] : [at]));
					}
				}),
			);
			expect(isOver).toBe(true);
		}

		console.log(`killed ${killed.length} times, at ${new Set(killed).size} moments of a submission`);
		expect(hasMetAll(killed), killed.join('; ')).toBe(true);
	},
	900_000 * (ROUNDS + 2),
);

/** Whether it was killed at each moment that matters most: around the three lines of the journal, and at a command. */
function hasMetAll(killed: readonly string[]): boolean {
	const lines = ['the line "intended": half of it written', 'the line "asked": synced', 'the line "submitted": synced'];
	return lines.every(line => killed.includes(line)) && killed.some(at => /^command \d+: sent$/.test(at));
}

/** Submits through a daemon that is killed; looks whether all is right; answers when it was killed. */
async function submitKilledAt(moment: number, {home, order, folders}: Place): Promise<string | null> {
	await home.output('daemon', 'stop');
	await orderKill(order, moment);
	const name = `at-${moment}`;
	const words = ['new', 'command', '--cluster', 'demo', '--name', name, '--set', `command=${WITNESS}`];
	const id = (await home.output(...words)).trim();
	const at = await killedAt(order);
	const what = `${moment}, ${at}`;
	await home.output('wait', name, '--for', 'running', '--timeout', '60s');
	const made = (await home.sessions()).filter(session => session.name === name);
	expect(
		made.map(session => session.id),
		what,
	).toEqual([id]);
	const witness = join(folders, `${id}.jobs`);
	const jobs = async () => (await readFile(witness, 'utf8').catch(() => '')).split('\n').length - 1;
	await eventually(jobs).toBe(1);
	expect(await readdir(folders), what).toEqual([id, `${id}.jobs`]);
	await home.output('rm', '--force', name);
	expect(await jobs(), what).toBe(1);
	expect(await readdir(folders), what).toEqual([`${id}.jobs`]);
	await rm(witness);
	return at;
}
