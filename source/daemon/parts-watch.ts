import type {Clock} from '../core/clock.js';
import {childrenOf, headOf, partsOf, successorOf} from '../core/family.js';
import {Fault} from '../core/fault.js';
import type {Plan, PlannedPart} from '../core/plan.js';
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
		if (plan === null || session.parent !== null || session.end !== null || session.stopRequestedAt !== null) {
			return;
		}

		const children = childrenOf(store.all(), session.id);
		const successor = successorOf(store.all(), session.id);
		// A successor needs its engines before it can take over.
		const hubs = [session, successor].filter(hub => hub !== undefined).filter(isAtWork);
		for (const hub of hubs) {
			match(session, hub, plan);
		}

		const folders = new Set([...hubs, ...children].map(({folder}) => folder));
		for (const child of children) {
			// Its hub is gone: the job that this session was renewed from.
			if (child.parent?.role === 'part' && !folders.has(child.parent.hub ?? null)) {
				dismiss(child);
			}
		}
	}

	/** Makes the further jobs of one hub match the plan; `session` is whom they belong to. */
	function match(session: Session, hub: Session, plan: Plan): void {
		const counted = hub.progress.find(({name}) => name === plan.name);
		if (counted !== undefined && counted.want !== plan.count) {
			tell(hub, plan.count, ['scale', plan.name, String(plan.count)]);
		}

		const parts = partsOf(store.all(), {...session, folder: hub.folder});
		for (const part of plan.jobs ?? []) {
			const child = parts.find(({parent}) => parent?.name === part.name);
			if (child !== undefined) {
				direct(child, part, plan.name);
			} else if (part.count > 0) {
				spawnPart(session, hub, part, plan.name);
			}
		}
	}

	function spawnPart(session: Session, {folder, request}: Session, part: PlannedPart, scaled: string): void {
		// Not within the event that is being told: others would hear of the child before they heard of its parent.
		queueMicrotask(() => {
			const isThere = partsOf(store.all(), {...session, folder}).some(({parent}) => parent?.name === part.name);
			if (isThere || folder === null || life.signal.aborted) {
				return;
			}

			const settings = {...request.settings, [scaled]: String(part.count)};
			spawnChild(
				session,
				{
					role: 'part',
					name: part.name,
					hub: folder,
					request: {settings},
					resources: {...request.resources, nodes: null},
					secrets: 'shared',
					ports: [],
				},
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
			dismiss(child);
			return;
		}

		const reported = child.parts.find(({name}) => name === part.name);
		if (reported !== undefined && reported.want !== part.count) {
			tell(child, part.count, ['scale', scaled, String(part.count)]);
		}
	}

	/** A job that waits is taken from the queue; one that runs leaves by itself, and is ended where it does not. */
	function dismiss(child: Session): void {
		if (child.end !== null || child.stopRequestedAt !== null || child.job.id === null) {
			return;
		}

		if (hasStarted(child)) {
			tell(child, 0, ['leave']);
		}

		stopSoon(child, hasStarted(child) ? LEAVE_MS : 0);
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

/** Whether a job has a folder and a number, so that others may belong to it. */
function isAtWork({submitting, end, folder}: Session): boolean {
	return submitting === 'answered' && end === null && folder !== null;
}
