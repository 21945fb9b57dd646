import type {Clock} from '../core/clock.js';
import {childrenOf, headOf, isLeftOver} from '../core/family.js';
import {Fault} from '../core/fault.js';
import {type PauseRule, pauseBefore} from '../core/pause.js';
import type {Session} from '../core/session.js';
import {type StoppingOptions, stopJobs} from './stopping.js';

export type FamilyWatchOptions = StoppingOptions & {readonly clock: Clock};

const ASK_AGAIN: PauseRule = {firstMs: 1000, factor: 2, maxMs: 60_000};

/**
 * Ends the jobs of children whose parent is over or stops, whatever got in the way: a daemon that was killed, a link that was
 * down, a job that was not there yet. The returned function ends the watch.
 */
export function watchFamilies(options: FamilyWatchOptions): () => void {
	const {store, desks, clock, note} = options;
	const life = new AbortController();
	const busy = new Set<string>();
	const stopListening = store.listen(({session}) => {
		if (session !== null) {
			look(headOf(session, store.get).id);
		}
	});
	for (const {parent} of store.all()) {
		if (parent !== null) {
			look(parent.session);
		}
	}

	return () => {
		stopListening();
		life.abort(new Fault('cancelled', 'the daemon stops'));
	};

	function look(id: string): void {
		if (!busy.has(id) && leftOver(id).length > 0) {
			busy.add(id);
			endAll(id)
				.catch(() => undefined)
				.finally(() => busy.delete(id));
		}
	}

	/** Children that the scheduler is still to be asked to end. */
	function leftOver(id: string): readonly Session[] {
		return childrenOf(store.all(), id).filter(
			child => isLeftOver(child, store.get(id)) && child.stopRequestedAt === null && child.job.id !== null,
		);
	}

	/** Never logs in by itself: while the way is down, it waits. */
	async function endAll(id: string): Promise<void> {
		for (let attempt = 0; ; attempt++) {
			const children = leftOver(id);
			const [first] = children;
			if (first === undefined) {
				return;
			}

			if (desks.peek(first.request.cluster)?.site.link.current !== undefined) {
				await stopJobs(children, options).catch((error: unknown) => {
					note(`${first.id}: ${Fault.from(error).message}`);
				});
			}

			await clock.sleep(pauseBefore(attempt, ASK_AGAIN, Math.random()), life.signal);
		}
	}
}
