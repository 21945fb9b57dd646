import type {SessionDocument} from '../core/session-document.js';
import type {State} from './state.js';
import {instantOf} from './text/moment.js';

/** What the list shows, in its order, and how many ended ones it does not show. */
export type Listing = {
	readonly shown: readonly SessionDocument[];
	readonly hiddenEnded: number;
	/** Which of the shown ones a session is. */
	readonly indexOf: ReadonlyMap<string, number>;
	/** What is drawn: sessions, and a heading above those of each cluster where they are sorted by it. */
	readonly rows: readonly ListRow[];
	readonly rowOf: ReadonlyMap<string, number>;
};

/** A row of the list: a session, or the heading of a cluster. */
export type ListRow =
	| {readonly type: 'session'; readonly session: SessionDocument}
	| {readonly type: 'cluster'; readonly name: string; readonly sessions: number; readonly ready: number};

/** The sessions in their order. What ended before the screen was opened is hidden unless asked for. */
export const listingOf = remember(
	(state: State) => [state.sessions, state.order, state.sort, state.filter, state.showsEnded, state.openedAt] as const,
	(state): Listing => {
		const isMatch = matcher(state.filter);
		const matching = state.order.flatMap(id => {
			const session = state.sessions.get(id);
			return session !== undefined && isMatch(session) ? [session] : [];
		});
		const shown = matching.filter(session => state.showsEnded || !isOld(session, state.openedAt));
		const rows = state.sort === 'cluster' ? withHeadings(shown) : shown.map(toRow);
		return {
			shown,
			hiddenEnded: matching.length - shown.length,
			indexOf: new Map(shown.map((session, index) => [session.id, index])),
			rows,
			rowOf: new Map(rows.flatMap((row, index) => (row.type === 'session' ? [[row.session.id, index]] : []))),
		};
	},
);

function withHeadings(shown: readonly SessionDocument[]): readonly ListRow[] {
	return [...Map.groupBy(shown, ({cluster}) => cluster)].flatMap(([name, sessions]) => [
		{
			type: 'cluster' as const,
			name,
			sessions: sessions.length,
			ready: sessions.filter(({state}) => state === 'ready').length,
		},
		...sessions.map(toRow),
	]);
}

function toRow(session: SessionDocument): ListRow {
	return {type: 'session', session};
}

/** The session under the cursor. */
export function selectedSession(state: State): SessionDocument | undefined {
	return state.selectedId === null ? undefined : state.sessions.get(state.selectedId);
}

/** The first row to draw so that the selected one is in sight, moved from `top` no further than needed. */
export function windowStart(selectedRow: number, count: number, room: number, top: number): number {
	const shifted = Math.min(selectedRow, Math.max(top, selectedRow - room + 1));
	return Math.max(0, Math.min(shifted, count - room));
}

/** How many sessions are in which state, for the status line. */
export const countsOf = remember(
	(state: State) => [state.sessions] as const,
	(state): {readonly live: number; readonly ready: number; readonly ended: number} => {
		let ready = 0;
		let ended = 0;
		for (const session of state.sessions.values()) {
			ready += session.state === 'ready' ? 1 : 0;
			ended += session.state === 'ended' ? 1 : 0;
		}

		return {live: state.sessions.size - ended, ready, ended};
	},
);

function matcher(filter: string): (session: SessionDocument) => boolean {
	const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
	if (words.length === 0) {
		return () => true;
	}

	return ({name, cluster, app, state, id, outcome, job}) => {
		const text = [name, cluster, app, state, id, outcome, job.id, job.queue, ...job.nodes].join(' ').toLowerCase();
		return words.every(word => text.includes(word));
	};
}

function isOld(session: SessionDocument, openedAt: number): boolean {
	return session.state === 'ended' && (instantOf(session.endedAt) ?? 0) < openedAt;
}

/** Computed again only when one of the parts that it depends on is another object. */
function remember<Result>(
	partsOf: (state: State) => readonly unknown[],
	compute: (state: State) => Result,
): (state: State) => Result {
	let last: {readonly parts: readonly unknown[]; readonly result: Result} | undefined;
	return state => {
		const parts = partsOf(state);
		if (last === undefined || parts.some((part, index) => part !== last?.parts[index])) {
			last = {parts, result: compute(state)};
		}

		return last.result;
	};
}

/** Whether there is a node that a terminal can be on. */
export function isAttachable(session: SessionDocument | undefined): session is SessionDocument {
	return session !== undefined && session.state !== 'ended' && session.job.nodes.length > 0;
}
