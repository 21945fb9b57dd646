/** What Flux tells of why a job waits, or what ended it. */
export type Evidence = {
	readonly status: string;
	readonly urgency: string;
	readonly priority: string;
	readonly dependencies: string;
	/** What the scheduler annotated: `sched.reason_pending`. */
	readonly pending: string;
	readonly exceptionType: string;
	readonly exceptionNote: string;
};

type Reason = {readonly reason: string | null; readonly reasonText: string | null};

/** Exceptions in sentences (RFC 21; the types that flux-core raises itself). */
const EXCEPTIONS = new Map(
	Object.entries({
		alloc: 'The scheduler cannot give what it asks for.',
		cancel: 'It was cancelled.',
		depend: 'What it waits for can never come true.',
		exec: 'Its program could not be started, or its processes were lost.',
		'node-failure': 'A node failed.',
		preempt: 'It had to make room for another job.',
		prolog: 'The nodes could not be prepared.',
		'scheduler-restart': 'The scheduler was restarted and could not take it over.',
		timeout: 'Its walltime ran out.',
	}),
);

/** The reason in Flux's own word, and in a sentence. */
export function reasonOf(evidence: Evidence, phase: 'waiting' | 'over' | 'other'): Reason {
	switch (phase) {
		case 'waiting':
			return whileWaiting(evidence);
		case 'over':
			return ofEnd(evidence);
		case 'other':
			return {reason: null, reasonText: null};
	}
}

function whileWaiting({status, urgency, priority, dependencies, pending}: Evidence): Reason {
	if (urgency === '0') {
		return {reason: 'held', reasonText: 'It is held; "flux job urgency ID default" lets it go on.'};
	}

	if (status === 'DEPEND') {
		return {reason: dependencies || 'depend', reasonText: 'It waits for what it depends on.'};
	}

	if (status === 'PRIORITY') {
		return {reason: 'priority-wait', reasonText: 'It waits for its priority.'};
	}

	if (status === 'SCHED' && priority === '0') {
		return {reason: 'priority-hold', reasonText: 'Its priority is 0: a limit of its bank or user holds it.'};
	}

	return pending === ''
		? {reason: null, reasonText: status === 'SCHED' ? 'It waits until resources are free.' : null}
		: {reason: pending, reasonText: /[.!]$/.test(pending) ? pending : `${pending}.`};
}

function ofEnd({exceptionType, exceptionNote}: Evidence): Reason {
	if (exceptionType === '') {
		return {reason: null, reasonText: null};
	}

	const known = EXCEPTIONS.get(exceptionType) ?? null;
	const said = exceptionNote === '' ? null : `Flux says: ${exceptionNote}`;
	return {reason: exceptionType, reasonText: known === null || said === null ? (known ?? said) : `${known} ${said}`};
}
