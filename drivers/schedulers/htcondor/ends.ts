import type {End} from '../common/end.js';
import {type ClassAd, numberIn, wordsIn} from './class-ads.js';
import {WALLTIME_ATTRIBUTE} from './description.js';

const REMOVED = 3;

/**
 * A removed job (`via condor_rm (by user alice)`) was cancelled, unless it was our own limit that removed it: the reason then quotes the
 * expression of PeriodicRemove. All others ended by themselves; an eviction or a lost machine is no end, the job waits again.
 */
export function endOf(ad: ClassAd): End {
	const reason = wordsIn(ad, 'RemoveReason');
	if (numberIn(ad, 'JobStatus') === REMOVED) {
		const isOurLimit = reason?.includes(WALLTIME_ATTRIBUTE) ?? false;
		return isOurLimit
			? {outcome: 'timeout', exitCode: null, signal: null, reason, reasonText: 'Its walltime ran out.'}
			: {outcome: 'cancelled', exitCode: null, signal: null, reason, reasonText: reason};
	}

	const exitCode = numberIn(ad, 'ExitCode');
	if (ad.get('exitbysignal') === true) {
		return {outcome: 'failed', exitCode: null, signal: numberIn(ad, 'ExitSignal'), reason: null, reasonText: null};
	}

	return {outcome: exitCode === 0 ? 'completed' : 'failed', exitCode, signal: null, reason: null, reasonText: null};
}
