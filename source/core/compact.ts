import type {JobReport} from './job.js';
import type {SessionEvent} from './session.js';

/** The same history, shorter: what the next event makes superfluous is left out. Both make the very same session. */
export function compactEvents(events: readonly SessionEvent[]): readonly SessionEvent[] {
	return events.filter((event, index) => {
		const next = events[index + 1];
		return next === undefined || !isCovered(event, next);
	});
}

function isCovered(event: SessionEvent, next: SessionEvent): boolean {
	switch (event.type) {
		case 'reported':
			return next.type === 'reported' && saysAsMuch(next.report, event.report);
		case 'faltered':
		case 'measured':
			return next.type === event.type && next.tunnel === event.tunnel;
		case 'warned':
			return next.type === 'warned' && next.code === event.code && next.message === event.message;
		case 'intended':
		case 'staged':
		case 'asked':
		case 'submitted':
		case 'unseen':
		case 'recorded':
		case 'found':
		case 'tunnel-added':
		case 'tunnel-removed':
		case 'listening':
		case 'answered':
		case 'link-lost':
		case 'link-restored':
		case 'planned':
		case 'stop-requested':
		case 'stop-failed':
		case 'moved':
		case 'retired':
		case 'ended':
			return false;
	}
}

/** A report of the same phase that leaves nothing out which the session would have kept of the earlier one. */
function saysAsMuch(later: JobReport, earlier: JobReport): boolean {
	const isKept = (field: 'submittedAt' | 'walltime' | 'exitCode' | 'queue') =>
		earlier[field] === null || later[field] !== null;
	return (
		later.phase === earlier.phase &&
		(later.nodes.length > 0 || earlier.nodes.length === 0) &&
		(['submittedAt', 'walltime', 'exitCode', 'queue'] as const).every(isKept)
	);
}
