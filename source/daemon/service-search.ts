import type {FoundService} from '../core/adopted.js';
import type {Clock} from '../core/clock.js';
import {Fault} from '../core/fault.js';
import {type PauseRule, pauseBefore} from '../core/pause.js';
import type {Session} from '../core/session.js';
import {isSought} from '../core/take-found.js';
import type {SessionStore} from './store.js';

/** Each look is a command on the node: quick while what is sought is most likely about to come, rare where it most likely never will. */
const LOOK_AGAIN: PauseRule = {firstMs: 2000, factor: 1.2, maxMs: 10_000};
const LOOK_AGAIN_LATER: PauseRule = {firstMs: 10_000, factor: 1.5, maxMs: 120_000};
const IMPATIENT_LOOKS = 40;

/** What looking for the service of an adopted job takes. */
export type ServiceSearch = {
	readonly store: SessionStore;
	readonly clock: Clock;
	/** Null: nothing yet. */
	readonly lookForService: (session: Session, signal: AbortSignal) => Promise<FoundService | null>;
};

/**
 * Looks for what an adopted job serves, wherever it runs now, until that is found or there is nothing to look for. What stands against it
 * becomes a warning of the session, once.
 */
export async function findService(id: string, search: ServiceSearch, signal: AbortSignal): Promise<void> {
	const {store, clock, lookForService} = search;
	for (let attempt = 0; ; attempt++) {
		const session = store.get(id);
		if (session === undefined || !isSought(session)) {
			return;
		}

		const found = await lookForService(session, signal).catch((error: unknown) => {
			signal.throwIfAborted();
			warn(session, Fault.from(error), store);
			return null;
		});
		const now = store.get(id);
		// It may have been requeued meanwhile: then the answer is of the node before.
		if (found !== null && now !== undefined && isSought(now) && now.job.startedAt === session.job.startedAt) {
			store.record(id, {type: 'found', found});
			return;
		}

		const late = attempt - IMPATIENT_LOOKS;
		const pauseMs =
			late < 0 ? pauseBefore(attempt, LOOK_AGAIN, Math.random()) : pauseBefore(late, LOOK_AGAIN_LATER, Math.random());
		await clock.sleep(pauseMs, signal);
	}
}

function warn({id, warnings}: Session, {message, hint}: Fault, store: SessionStore): void {
	const text = hint === null ? message : `${message}; ${hint}`;
	if (!warnings.some(warning => warning.message === text)) {
		store.record(id, {type: 'warned', code: 'not-found', message: text});
	}
}
