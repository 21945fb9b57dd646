import type {Command, Outcome} from '../core/command.js';
import {Fault} from '../core/fault.js';
import type {Probe, SchedulerDriver} from '../core/scheduler.js';

/** A scheduler that was asked for, and what came of it. */
export type Detected = {readonly driver: SchedulerDriver; readonly probe: Probe};

/**
 * Asks a host for every scheduler that there is a driver for: the ones that answered come first, and of those the one to
 * believe, since an imitator (Slurm's commands of Torque's names) ranks below what it imitates.
 *
 * A login node whose scheduler is only missing from the PATH looks like a workstation, and jobs must never run there by
 * mistake: a host without a scheduler is only taken for one when somebody says so, and is not asked for here.
 */
export async function detect(
	drivers: Iterable<SchedulerDriver>,
	ask: (command: Command) => Promise<Outcome>,
): Promise<readonly Detected[]> {
	const ranked = [...drivers]
		.filter(driver => driver.jobsRunOnLoginHost !== true)
		.toSorted((one, other) => other.detectionRank - one.detectionRank);
	const detected = await Promise.all(ranked.map(async driver => ({driver, probe: await probeOf(driver, ask)})));
	return detected.toSorted((one, other) => Number(other.probe.found) - Number(one.probe.found));
}

/** One that hangs, or says what nobody understands, is not there; the others are. Only a lost way ends it all. */
async function probeOf(driver: SchedulerDriver, ask: (command: Command) => Promise<Outcome>): Promise<Probe> {
	try {
		return driver.probe.read(await ask(driver.probe.plan()));
	} catch (error) {
		const fault = Fault.from(error);
		const isLost = fault.kind === 'link' && fault.facts['controller'] !== true;
		if (isLost || fault.kind === 'auth' || fault.kind === 'config' || fault.kind === 'cancelled') {
			throw fault;
		}

		return {found: false, why: fault.message};
	}
}
