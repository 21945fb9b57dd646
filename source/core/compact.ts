import type {SessionEvent} from './session.js';

/** Of a run of these in a row only the last one matters for what the session is now. */
const REPLACED_BY_NEXT: ReadonlySet<SessionEvent['type']> = new Set(['reported', 'link-lost', 'faltered', 'measured']);

/** The same history, shorter: of runs of reports, and of repeated losses of the way, the last is kept. */
export function compactEvents(events: readonly SessionEvent[]): readonly SessionEvent[] {
	return events.filter((event, index) => {
		const next = events[index + 1];
		return !(REPLACED_BY_NEXT.has(event.type) && next?.type === event.type && sameSubject(event, next));
	});
}

function sameSubject(one: SessionEvent, other: SessionEvent): boolean {
	return !('tunnel' in one) || !('tunnel' in other) || one.tunnel === other.tunnel;
}
