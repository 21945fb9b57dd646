import {setTimeout as pause} from 'node:timers/promises';
import type {SessionDocument} from '../../../source/core/session-document.js';
import type {Home, Said} from './home.js';
import {type Random, randomFrom} from './random.js';
import {SOAK_FAULTS, type SoakFault} from './soak-faults.js';
import {answers, changesOf, isReady, live, type Soaked} from './soak-sessions.js';
import {until} from './until.js';

/** What one fault did, and how long it took from its end until all was `ready` again. */
export type Ordeal = {readonly names: readonly string[]; readonly heldMs: number; readonly backMs: number};

/** What came of a `new` that was typed in the middle of a fault. */
export type Extra = {readonly name: string; readonly said: Said};

export type SoakResult = {
	readonly ordeals: readonly Ordeal[];
	readonly extras: readonly Extra[];
	readonly changes: readonly string[];
};

export type SoakOptions = {
	readonly home: Home;
	readonly sessions: readonly Soaked[];
	readonly minutes: number;
	readonly seed: number;
	readonly note: (line: string) => void;
};

/** Soaks shorter than this leave out what Slurm itself takes minutes for. */
const LONG_MINUTES = 10;
/** One in so many ordeals is two faults at a time. */
const TWO_AT_A_TIME = 4;
const BACK_MS = 90_000;
const REQUEUED_BACK_MS = 420_000;

/** Breaks one thing after the other until the time is over; each at least once, where the time suffices. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
	const {home, sessions, minutes, note} = options;
	const random = randomFrom(options.seed);
	const deadline = Date.now() + minutes * 60_000;
	const faults = SOAK_FAULTS.filter(({takesMinutes}) => takesMinutes !== true);
	const ordeals: Ordeal[] = [];
	const extras: Promise<Extra>[] = [];
	const changes: string[] = [];
	let due = random.shuffled(minutes < LONG_MINUTES ? faults : SOAK_FAULTS);
	while (Date.now() < deadline) {
		const [first = random.pick(faults), ...later] = due;
		due = later;
		const chosen = [first, ...(random.between(1, TWO_AT_A_TIME) === 1 ? [random.pick(faults)] : [])];
		const distinct = [...new Set(chosen)];
		const submitAfterMs = random.between(0, 3000);
		const name = `extra${extras.length}`;
		extras.push(submitLater(home, name, submitAfterMs));
		const ordeal = await suffer(distinct, random, options);
		ordeals.push(ordeal);
		note(`${ordeal.names.join(' and ')} for ${seconds(ordeal.heldMs)}: all ready ${seconds(ordeal.backMs)} later`);
		const now = new Map((await live(home)).map(session => [session.name, session]));
		changes.push(...sessions.flatMap(each => changesOf(each, now.get(each.session.name))));
	}

	return {ordeals, extras: await Promise.all(extras), changes};
}

async function submitLater(home: Home, name: string, afterMs: number): Promise<Extra> {
	await pause(afterMs);
	const words = ['--name', name, '--set', 'command=exec sleep 1', '--memory', '100M'];
	return {name, said: await home.hpctui('new', 'command', '--cluster', 'lab', ...words)};
}

async function suffer(faults: readonly SoakFault[], random: Random, {home, sessions}: SoakOptions): Promise<Ordeal> {
	// A short fault may not have been noticed yet when it is over: only bytes tell.
	const witness = random.pick(sessions);
	const heldMs = Math.max(...faults.map(({seconds: [least, most]}) => random.between(least * 1000, most * 1000)));
	const startsBefore = await startsOn(
		faults.flatMap(({requeuesOn}) => requeuesOn ?? []),
		home,
	);
	for (const each of faults) {
		await each.begin(home);
	}

	// The fault itself takes this long: nothing is waited for.
	await pause(heldMs);
	for (const each of [...faults].reverse()) {
		await each.end(home);
	}

	const since = Date.now();
	// Slurm holds back for two minutes what it requeues.
	const patience = faults.some(({takesMinutes}) => takesMinutes) ? REQUEUED_BACK_MS : BACK_MS;
	let last: readonly SessionDocument[] = [];
	try {
		await until(
			'all sessions are ready again',
			async () => {
				last = await live(home);
				const isBack = (session: SessionDocument) =>
					isReady(session) && startsBefore.get(session.id) !== session.job.startedAt;
				return last.every(isBack) && (await answers(witness));
			},
			patience,
		);
	} catch (error) {
		const late = last.filter(session => !isReady(session));
		throw new Error(`${faults.map(({name}) => name).join(' and ')}: ${JSON.stringify(late, null, 1)}`, {cause: error});
	}

	return {names: faults.map(({name}) => name), heldMs, backMs: Date.now() - since};
}

/** When the jobs of these nodes started, by session: a job that is started anew has another start. */
async function startsOn(nodes: readonly string[], home: Home): Promise<ReadonlyMap<string, string | null>> {
	const there = (await live(home)).filter(({job}) => job.nodes.some(node => nodes.includes(node)));
	return new Map(there.map(({id, job}) => [id, job.startedAt]));
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
