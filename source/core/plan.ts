import type {ScaleSpec} from './app.js';
import {Fault} from './fault.js';

/** A further job of a session, and how many engines or workers it runs; 0: it is to leave. */
export type PlannedPart = {readonly name: string; readonly count: number};

/**
 * How many of what an app scales are wanted, and which further jobs run them (null: the app's own job runs them all). The daemon
 * makes what is there match it, so that a wish outlives a daemon and a lost link.
 */
export type Plan = {
	/** What is counted: `engines`. */
	readonly name: string;
	readonly count: number;
	readonly jobs: readonly PlannedPart[] | null;
};

/** Jobs for one session: a slip of the finger should not fill a cluster. */
const MOST_JOBS = 500;

type Settings = Readonly<Record<string, string>>;

/** The plan of a session that is about to begin. Throws a `usage` fault for a number that cannot be. */
export function planAtStart(scale: ScaleSpec, settings: Settings): Plan {
	const perJob = scale.perJob?.(settings) ?? null;
	return replan(
		{name: scale.name, count: 0, jobs: perJob === null ? null : []},
		Number(settings[scale.name]),
		{scale, settings},
		() => 'running',
	);
}

/** How a planned job stands: not yet submitted or queued, running, or over. */
export type Standing = 'waiting' | 'running' | 'over';

/**
 * The plan for another number. More: jobs that are not full are filled, then new ones are named. Fewer: those that wait go
 * first, the youngest first, then the youngest of those that run. Jobs that are over count for nothing, so that the same
 * number again replaces them. Throws a `usage` fault for a number that cannot be.
 */
export function replan(
	plan: Plan,
	count: number,
	{scale, settings}: {readonly scale: ScaleSpec; readonly settings: Settings},
	standingOf: (part: string) => Standing,
): Plan {
	if (!(Number.isInteger(count) && count >= 0 && count <= scale.most)) {
		throw new Fault('usage', `there cannot be ${count} ${scale.name}`, {
			hint: `a whole number from 0 to ${scale.most}`,
		});
	}

	const perJob = scale.perJob?.(settings) ?? null;
	if (plan.jobs === null || perJob === null) {
		return {...plan, count};
	}

	const jobs = plan.jobs.map(job => (standingOf(job.name) === 'over' ? {...job, count: 0} : job));
	const missing = count - sum(jobs);
	const next = missing > 0 ? grown(jobs, missing, perJob, plan.name, standingOf) : shrunk(jobs, -missing, standingOf);
	if (next.filter(job => job.count > 0).length > MOST_JOBS) {
		throw new Fault('usage', `${count} ${scale.name} would be more than ${MOST_JOBS} jobs`, {
			hint: `let each job run more of them: --set ${scale.name}-per-job=N`,
		});
	}

	return {...plan, count, jobs: next};
}

function grown(
	jobs: readonly PlannedPart[],
	missing: number,
	perJob: number,
	name: string,
	standingOf: (part: string) => Standing,
): readonly PlannedPart[] {
	let left = missing;
	// A job that was told to leave is not asked to stay: it may be gone before it hears of it.
	const filled = jobs.map(job => {
		const room = job.count > 0 && standingOf(job.name) !== 'over' ? Math.max(0, perJob - job.count) : 0;
		const more = Math.min(room, left);
		left -= more;
		return {...job, count: job.count + more};
	});
	const added: PlannedPart[] = [];
	for (let number = jobs.length + 1; left > 0; number++) {
		const share = Math.min(perJob, left);
		added.push({name: `${name}-${number}`, count: share});
		left -= share;
	}

	return [...filled, ...added];
}

function shrunk(
	jobs: readonly PlannedPart[],
	surplus: number,
	standingOf: (part: string) => Standing,
): readonly PlannedPart[] {
	const next = new Map(jobs.map(job => [job.name, job.count]));
	let left = surplus;
	const youngestFirst = jobs.toReversed();
	const order = [
		...youngestFirst.filter(({name}) => standingOf(name) === 'waiting'),
		...youngestFirst.filter(({name}) => standingOf(name) === 'running'),
	];
	for (const {name, count} of order) {
		const fewer = Math.min(count, left);
		next.set(name, count - fewer);
		left -= fewer;
	}

	return jobs.map(({name}) => ({name, count: next.get(name) ?? 0}));
}

function sum(jobs: readonly PlannedPart[]): number {
	return jobs.reduce((total, {count}) => total + count, 0);
}

/** A wish for another number: `+4`, `-2`, `10`. */
export type Change = {readonly type: 'more' | 'fewer' | 'total'; readonly count: number};

/** Reads `engines=+4`, `engines=-2`, `engines=10`. Throws a `usage` fault for anything else. */
export function parseScale(text: string): {readonly name: string; readonly change: Change} {
	const [, name, sign, digits] = /^([a-z][a-z0-9-]{0,31})=([+-]?)(\d{1,7})$/.exec(text) ?? [];
	if (name === undefined || digits === undefined) {
		throw new Fault('usage', `${JSON.stringify(text)} does not say what to scale`, {
			hint: 'engines=+4 for four more, engines=-2 for two fewer, engines=10 for ten in all',
		});
	}

	const type = sign === '+' ? 'more' : sign === '-' ? 'fewer' : 'total';
	return {name, change: {type, count: Number(digits)}};
}

/** The number that a change leads to. Throws a `usage` fault where there would be fewer than none. */
export function totalAfter({name, count}: Plan, change: Change): number {
	switch (change.type) {
		case 'more':
			return count + change.count;
		case 'total':
			return change.count;
		case 'fewer':
			if (change.count > count) {
				throw new Fault('usage', `there are ${count} ${name}: ${change.count} fewer cannot be`, {
					hint: `for none at all: ${name}=0`,
				});
			}

			return count - change.count;
	}
}
