import type {JobPhase} from '../../../source/core/job.js';

/**
 * What a job's state says, from the letters it is made of (qstat(1), STATUS; `P` and `N` are Univa's). Any of them may stand
 * beside others, `hRwq`, `dr`, `Eqw`, `ts`: the first row here that has one of the letters decides.
 */
const MEANINGS: ReadonlyArray<readonly [letters: string, phase: JobPhase]> = [
	// d(eletion): qdel has been told to the node, which has not answered yet.
	['d', 'completing'],
	// E(rror): it could not be started; it waits until somebody clears that (qmod -cj) or deletes it.
	['E', 'held'],
	// z(ombie), x (exited): over, and still remembered by the qmaster; how it ended is not said.
	['zx', 'over'],
	// s(uspended) by a person, S(uspended) and T(hreshold) with its queue, P and N preempted: stopped, and keeps its slots.
	['sSTPN', 'suspended'],
	// q(ueued) with h(old): by its owner, an operator, or a job that it depends on.
	['h', 'held'],
	// r(unning); R(estarted) stands beside it.
	['r', 'running'],
	// t(ransferring): on its way to the node.
	['t', 'starting'],
	// q(ueued) and w(aiting).
	['qw', 'queued'],
];

/** A running job that is held too (`hr`) runs: the hold is for its next start. */
const RUNS_THOUGH_HELD = /^h?R?r$|^hR?t$/;

/** The phase of a native state; letters that nobody knows are `unknown`, which neither starts nor ends a session. */
export function phaseOf(nativeState: string): JobPhase {
	if (!/^[a-zA-Z]+$/.test(nativeState) || /[^dEzxsSTPNhrtqwR]/.test(nativeState)) {
		return 'unknown';
	}

	if (RUNS_THOUGH_HELD.test(nativeState)) {
		return nativeState.endsWith('r') ? 'running' : 'starting';
	}

	const [, phase] = MEANINGS.find(([letters]) => [...letters].some(letter => nativeState.includes(letter))) ?? [];
	return phase ?? 'unknown';
}
