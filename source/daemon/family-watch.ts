import type {Clock} from '../core/clock.js';
import {childrenOf, headOf, isLeftOver} from '../core/family.js';
import {Fault} from '../core/fault.js';
import {type PauseRule, pauseBefore} from '../core/pause.js';
import type {Session} from '../core/session.js';
import {type StoppingOptions, stopJobs} from './stopping.js';

export type FamilyWatchOptions = StoppingOptions & {readonly clock: Clock};

const ASK_AGAIN: PauseRule = {firstMs: 1000, factor: 2, maxMs: 60_000};

/** How long a job may take to be over after the scheduler was asked: its app is given half a minute to end. */
const ANSWER_MS = 40_000;

/**
 * Ends the jobs that are to end, whatever got in the way: a daemon that was killed, a link that was down, a job that was not
 * there yet. These are of children whose parent is over or stops, and of sessions that were told to stop. The returned
 * function ends the watch.
 */
export function watchFamilies(options: FamilyWatchOptions): () => void {
	const {store, desks, clock, note} = options;
	const life = new AbortController();
	const busy = new Set<string>();
	const awaited = new Set<string>();
	const stopListening = store.listen(({session}) => {
		if (session !== null) {
			take(session);
		}
	});
	store.all().forEach(take);

	return () => {
		stopListening();
		life.abort(new Fault('cancelled', 'the daemon stops'));
	};

	function take(session: Session): void {
		look(headOf(session, store.get).id);
		waitFor(session);
	}

	function look(id: string): void {
		if (!busy.has(id) && leftOver(id).length > 0) {
			busy.add(id);
			endAll(id)
				.catch(() => undefined)
				.finally(() => busy.delete(id));
		}
	}

	/** Looks again when the time of a predecessor is up. */
	function waitFor({id, parent, stopAt}: Session): void {
		const leftMs = (stopAt ?? 0) - clock.now();
		if (parent !== null && leftMs > 0 && !awaited.has(id)) {
			awaited.add(id);
			clock.sleep(leftMs, life.signal).then(
				() => look(parent.session),
				() => undefined,
			);
		}
	}

	/** The session and its children, as far as their jobs are to end and are not seen to be over. */
	function leftOver(id: string): readonly Session[] {
		const head = store.get(id);
		const children = childrenOf(store.all(), id).filter(child => isLeftOver(child, head, clock.now()));
		return [...(head !== undefined && isStopping(head) ? [head] : []), ...children].filter(({job}) => job.id !== null);
	}

	/** A daemon may have been killed before it asked, so what was written down is only believed for a while. */
	function isToBeAsked({stopRequestedAt}: Session): boolean {
		return stopRequestedAt === null || clock.now() - stopRequestedAt > ANSWER_MS;
	}

	/** Never logs in by itself: while the way is down, it waits. */
	async function endAll(id: string): Promise<void> {
		for (let attempt = 0; ; attempt++) {
			const sessions = leftOver(id);
			const [first] = sessions;
			if (first === undefined) {
				return;
			}

			const due = sessions.filter(isToBeAsked);
			if (due.length > 0 && desks.peek(first.request.cluster)?.site.link.current !== undefined) {
				await stopJobs(due, options).catch((error: unknown) => complain(id, due, Fault.from(error)));
			}

			await clock.sleep(pauseBefore(attempt, ASK_AGAIN, Math.random()), life.signal);
		}
	}

	/** A job that goes on costs somebody's allocation, so the person is told. */
	function complain(id: string, sessions: readonly Session[], {message}: Fault): void {
		const jobs = sessions.map(({job}) => job.id).join(', ');
		note(`${id}: jobs ${jobs} cannot be ended: ${message}`);
		store.record(id, {type: 'warned', code: 'part-runs-on', message: `job ${jobs} could not be ended yet: ${message}`});
	}
}

/** It was told to stop, and nobody saw its end. */
function isStopping({stopRequestedAt, end}: Session): boolean {
	return stopRequestedAt !== null && end === null;
}
