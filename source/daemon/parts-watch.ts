import type {Clock} from '../core/clock.js';
import {childrenOf, headOf} from '../core/family.js';
import {Fault} from '../core/fault.js';
import type {PlannedPart} from '../core/plan.js';
import type {Session} from '../core/session.js';
import {hasStarted} from '../core/state.js';
import {type SpawnOptions, spawnChild} from './children.js';
import {send} from './orders.js';
import {stopJobs} from './stopping.js';

export type PartsWatchOptions = SpawnOptions & {readonly clock: Clock; readonly note: (line: string) => void};

/** A part that was asked to leave gets this long before its job is ended by the scheduler. */
const LEAVE_MS = 25_000;
/** An order that could not be sent is sent again after this long. */
const AGAIN_MS = 10_000;

/**
 * Makes the further jobs of sessions match their plans: starts what is missing, tells those that are to run another number, and
 * has those leave that are too many. What to do is read from the sessions alone, so a daemon that was killed leaves nothing half
 * done. The returned function ends the watch.
 */
export function watchParts(options: PartsWatchOptions): () => void {
	const {store, desks, clock, note} = options;
	const life = new AbortController();
	/** What each job was told last, by the id of its session: an order that was sent is not sent again. */
	const told = new Map<string, number>();
	const stopListening = store.listen(({session}) => {
		if (session !== null) {
			look(headOf(session, store.get));
		}
	});
	for (const session of store.all()) {
		look(session);
	}

	return () => {
		stopListening();
		life.abort(new Fault('cancelled', 'the daemon stops'));
	};

	function look(session: Session): void {
		const {plan} = session;
		const isLive = session.end === null && session.stopRequestedAt === null && session.submitting === 'answered';
		if (plan === null || session.parent !== null || !isLive) {
			return;
		}

		const counted = session.progress.find(({name}) => name === plan.name);
		if (counted !== undefined && counted.want !== plan.count) {
			tell(session, plan.count, ['scale', plan.name, String(plan.count)]);
		}

		const children = childrenOf(store.all(), session.id).filter(child => child.parent?.role === 'part');
		for (const part of plan.jobs ?? []) {
			const child = children.find(({parent}) => parent?.name === part.name);
			if (child !== undefined) {
				direct(child, part, plan.name);
			} else if (part.count > 0) {
				spawnPart(session, part, plan.name);
			}
		}
	}

	function spawnPart(session: Session, part: PlannedPart, scaled: string): void {
		// Not within the event that is being told: others would hear of the child before they heard of its parent.
		queueMicrotask(() => {
			const isThere = childrenOf(store.all(), session.id).some(({parent}) => parent?.name === part.name);
			if (isThere || life.signal.aborted) {
				return;
			}

			const settings = {...session.request.settings, [scaled]: String(part.count)};
			spawnChild(
				session,
				{role: 'part', name: part.name, request: {settings}, resources: {nodes: null}, secrets: 'shared', ports: []},
				options,
			);
		});
	}

	/** Tells a further job what is wanted of it now. */
	function direct(child: Session, part: PlannedPart, scaled: string): void {
		if (child.end !== null || child.stopRequestedAt !== null) {
			return;
		}

		if (part.count === 0) {
			if (child.job.id !== null && !hasStarted(child)) {
				stopSoon(child, 0);
			} else if (hasStarted(child)) {
				tell(child, 0, ['leave']);
				stopSoon(child, LEAVE_MS);
			}

			return;
		}

		const reported = child.parts.find(({name}) => name === part.name);
		if (reported !== undefined && reported.want !== part.count) {
			tell(child, part.count, ['scale', scaled, String(part.count)]);
		}
	}

	function tell(session: Session, count: number, words: readonly string[]): void {
		if (told.get(session.id) === count || isOutOfReach(session)) {
			return;
		}

		told.set(session.id, count);
		send(session, words, options).catch(async (error: unknown) => {
			note(`${session.id}: ${Fault.from(error).message}`);
			await clock.sleep(AGAIN_MS, life.signal);
			told.delete(session.id);
			lookAgain(session.id);
		});
	}

	function stopSoon(child: Session, afterMs: number): void {
		const key = `stop ${child.id}`;
		if (told.has(key)) {
			return;
		}

		told.set(key, 0);
		clock
			.sleep(afterMs, life.signal)
			.then(async () => {
				const current = store.get(child.id);
				if (current !== undefined && current.end === null && current.exit === null) {
					await stopJobs([current], {store, desks, note});
				}
			})
			.catch((error: unknown) => note(`${child.id}: ${Fault.from(error).message}`))
			.finally(() => told.delete(key));
	}

	/** While the way is down nobody is told anything; its return is an event, and so another look. */
	function isOutOfReach(session: Session): boolean {
		return desks.peek(session.request.cluster)?.site.link.current === undefined;
	}

	function lookAgain(id: string): void {
		const session = store.get(id);
		if (session !== undefined) {
			look(headOf(session, store.get));
		}
	}
}
