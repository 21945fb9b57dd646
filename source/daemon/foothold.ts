import type {Clock, Instant} from '../core/clock.js';
import type {Command} from '../core/command.js';
import {wordsOf} from '../core/command.js';
import {Fault} from '../core/fault.js';
import type {Link} from '../core/link.js';
import {type PauseRule, pauseBefore} from '../core/pause.js';
import type {SchedulerDriver} from '../core/scheduler.js';
import {requireSetUp, twistCommand} from '../core/twists.js';
import type {Configuration, Entrance} from './configuration.js';
import type {Site} from './site.js';

/** A running job, and the node of it that somebody wants to be on. */
export type JobPlace = {
	readonly jobId: string;
	/** As the scheduler names it. */
	readonly node: string;
	/** Null: not known. */
	readonly startedAt: Instant | null;
};

/** A way to run programs on a job's node. */
export type Foothold = {
	/** `here`: the job runs on the login host itself. */
	readonly by: 'here' | Entrance;
	readonly node: string;
	/** Where the wrapped command is run. */
	readonly link: Link;
	wrap(command: Command, isTerminal: boolean): Command;
	/** The ways that were tried before and did not lead there, in their own words. */
	readonly passedOver: readonly string[];
};

/** Finds ways onto nodes, and remembers what worked. */
export type Footholds = {
	/**
	 * A way onto the node. Rejects with what stopped the ways that there are: `auth`, `link`, `timeout`, `remote`. `by-itself`: no
	 * person wishes it now, so that a login that was refused is not tried again.
	 */
	on(place: JobPlace, signal: AbortSignal, why?: 'wished' | 'by-itself'): Promise<Foothold>;
};

/**
 * pam_slurm_adopt refuses logins for a moment after a job's start, until the job's processes are there (TACC/launcher#52). Only a
 * job that is younger than this is worth the wait.
 */
const YOUNG_JOB_MS = 60_000;
const YOUNG_TRIES = 5;
/** Where the scheduler may have a way of its own, it is not waited for as long. */
const YOUNG_TRIES_BESIDE = 3;
const YOUNG_PAUSE: PauseRule = {firstMs: 1000, factor: 1.7, maxMs: 5000};
/** A scheduler that cannot start a step at once lets it wait: for ever, if nobody stops it. */
const TRIAL_MS = 20_000;

export type FootholdOptions = {
	readonly site: Site;
	readonly configuration: Configuration;
	readonly clock: Clock;
};

/** No way is known at first. */
export function createFootholds({site, configuration, clock}: FootholdOptions): Footholds {
	/** Jobs on whose node a step of the scheduler was started. */
	const proven = new Set<string>();

	return {
		async on(place, signal, why = 'wished') {
			const near = await (why === 'wished' ? site.link.get(signal) : site.link.getUnlessRefused(signal));
			const driver = await site.scheduler();
			if (driver.jobsRunOnLoginHost === true) {
				return {by: 'here', node: place.node, link: near, wrap: command => command, passedOver: []};
			}

			const failures: Fault[] = [];
			for (const entrance of orderOf(driver)) {
				try {
					const foothold = await enter(entrance, driver, place, signal);
					configuration.rememberEntrance(site.cluster.name, entrance);
					return {...foothold, passedOver: failures.map(fault => fault.message)};
				} catch (error) {
					failures.push(Fault.from(error));
					if (signal.aborted || site.link.current === undefined) {
						throw failures.at(-1);
					}
				}
			}

			throw noWay(place, failures);
		},
	};

	/** ssh first: what is started there stays when the way to it breaks, a step of the scheduler does not. */
	function orderOf(driver: SchedulerDriver): readonly Entrance[] {
		const entrances: readonly Entrance[] = driver.enter === undefined ? ['ssh'] : ['ssh', 'scheduler'];
		const remembered = configuration.rememberedEntrance(site.cluster.name);
		return entrances.toSorted((one, other) => Number(other === remembered) - Number(one === remembered));
	}

	async function enter(
		entrance: Entrance,
		driver: SchedulerDriver,
		place: JobPlace,
		signal: AbortSignal,
	): Promise<Omit<Foothold, 'passedOver'>> {
		const {node} = place;
		switch (entrance) {
			case 'ssh':
				return {by: 'ssh', node, link: await logIn(place, driver, signal), wrap: command => command};
			case 'scheduler': {
				const wrap = wrapperOf(driver, place);
				await prove(place, wrap({argv: ['true'], timeoutMs: TRIAL_MS}, 'trial'), signal);
				const link = await site.link.get(signal);
				return {
					by: 'scheduler',
					node,
					link,
					wrap: (command, isTerminal) => wrap(command, isTerminal ? 'terminal' : 'streams'),
				};
			}
		}
	}

	async function logIn(place: JobPlace, driver: SchedulerDriver, signal: AbortSignal): Promise<Link> {
		for (let attempt = 0; ; attempt++) {
			try {
				return await site.node(place.node, driver.enter !== undefined);
			} catch (error) {
				const fault = Fault.from(error);
				const isYoung = place.startedAt !== null && clock.now() - place.startedAt < YOUNG_JOB_MS;
				const mayPass = fault.kind === 'auth' || fault.facts['verdict'] === 'unknown' || fault.retry === 'now';
				const tries = driver.enter === undefined ? YOUNG_TRIES : YOUNG_TRIES_BESIDE;
				if (!isYoung || !mayPass || attempt + 1 >= tries) {
					throw fault;
				}
			}

			await clock.sleep(pauseBefore(attempt, YOUNG_PAUSE, Math.random()), signal);
		}
	}

	function wrapperOf(driver: SchedulerDriver, {jobId, node}: JobPlace) {
		const {enter: plan} = driver;
		if (plan === undefined) {
			throw new Fault('unsupported', `${driver.title} has no way of its own onto a node`);
		}

		return (command: Command, what: 'trial' | 'streams' | 'terminal'): Command => {
			const entry = {jobId, node, command, isTerminal: what === 'terminal', isTrial: what === 'trial'};
			return twistCommand(plan(entry), site.cluster.twists);
		};
	}

	/** Tried with nothing to lose, so that its failure is not taken for the command's. */
	async function prove({jobId, node}: JobPlace, trial: Command, signal: AbortSignal): Promise<void> {
		if (proven.has(`${jobId} ${node}`)) {
			return;
		}

		const near = await site.link.get(signal);
		const outcome = requireSetUp(await near.run(trial, signal), site.cluster.name);
		if (outcome.code !== 0) {
			const said = wordsOf(outcome);
			throw new Fault('remote', `the scheduler did not start anything on ${node}: ${said}`, {facts: {said, hop: node}});
		}

		proven.add(`${jobId} ${node}`);
	}
}

function noWay({node}: JobPlace, failures: readonly Fault[]): Fault {
	const [first, ...others] = failures;
	if (first === undefined || others.length === 0) {
		return first ?? new Fault('bug', `no way to ${node} was tried`);
	}

	return new Fault(first.kind, `no way onto ${node}: ${failures.map(fault => fault.message).join('; ')}`, {
		hint: first.hint ?? `see by hand: ssh ${node}`,
		retry: first.retry,
		facts: first.facts,
	});
}
