import type {Instant} from '../core/clock.js';
import {successorOf} from '../core/family.js';
import {Fault} from '../core/fault.js';
import {isHalfOver, renewAt} from '../core/renewal.js';
import type {Session} from '../core/session.js';
import {estimateStart} from './estimate-start.js';
import {type RenewOptions, renew} from './renew.js';

const LOOK_EVERY_MS = 10_000;
/** Estimates are work for a scheduler. */
const ESTIMATE_EVERY_MS = 10 * 60_000;
const TRIES = 3;
const TRY_AGAIN_MS = 60_000;

/** What was done about one job; a daemon that comes anew may do it once more. */
type Effort = {
	readonly tag: string;
	tries: number;
	triedAt: Instant;
	waitMs: number | null;
	askedAt: Instant;
	isBusy: boolean;
};

/** Renews the sessions that are to be renewed by themselves, in time and within their limit. The returned function ends it. */
export function startAutoRenew(options: RenewOptions): () => void {
	const {store, desks, clock, note} = options;
	const life = new AbortController();
	const efforts = new Map<string, Effort>();
	void keepLooking();
	return () => life.abort(new Fault('cancelled', 'the daemon stops'));

	async function keepLooking(): Promise<void> {
		while (!life.signal.aborted) {
			await clock.sleep(LOOK_EVERY_MS, life.signal).catch(() => undefined);
			for (const session of life.signal.aborted ? [] : store.all()) {
				attend(session);
			}
		}
	}

	function attend(session: Session): void {
		const isSeen = desks.peek(session.request.cluster)?.site.link.current !== undefined;
		const effort = effortFor(session);
		if (!isSeen || effort.isBusy || renewAt(session, null) === null) {
			return;
		}

		effort.isBusy = true;
		consider(session, effort)
			.catch((error: unknown) => note(`${session.id}: ${Fault.from(error).message}`))
			.finally(() => {
				effort.isBusy = false;
			});
	}

	async function consider(session: Session, effort: Effort): Promise<void> {
		const successor = successorOf(store.all(), session.id);
		if (successor?.end === null) {
			return;
		}

		await askForEstimate(session, effort);
		const at = renewAt(session, effort.waitMs);
		if (at === null || clock.now() < at) {
			return;
		}

		if (session.renewals >= (session.autoRenew ?? 0)) {
			warn(
				session,
				'renewal-limit',
				`was renewed ${session.renewals} times, as often as was wished; to go on: hpctui renew ${session.name}`,
			);
		} else if (effort.tries < TRIES && clock.now() >= effort.triedAt + TRY_AGAIN_MS) {
			await attempt(session, effort);
		}
	}

	async function askForEstimate(session: Session, effort: Effort): Promise<void> {
		if (!isHalfOver(session, clock.now()) || clock.now() < effort.askedAt + ESTIMATE_EVERY_MS) {
			return;
		}

		effort.askedAt = clock.now();
		try {
			const {site} = desks.of(session.request.cluster);
			const {startsAt} = await estimateStart(session.request.resources, await site.scheduler(), site, life.signal);
			effort.waitMs = startsAt === null ? null : Math.max(0, startsAt - clock.now());
		} catch {
			// Many schedulers do not tell; what this job waited is all there is to go by then.
		}
	}

	async function attempt(session: Session, effort: Effort): Promise<void> {
		effort.tries += 1;
		effort.triedAt = clock.now();
		try {
			await renew(session, {walltime: null, overlapSeconds: 0}, options, life.signal);
			const next = successorOf(store.all(), session.id)?.job.id;
			warn(session, 'renewal-submitted', `job ${next} is to take over when it answers: save what is only in memory`);
		} catch (error) {
			const {message} = Fault.from(error);
			warn(session, 'renewal-failed', `could not be renewed (try ${effort.tries} of ${TRIES}): ${message}`);
		}
	}

	function warn({id, warnings}: Session, code: string, message: string): void {
		if (!warnings.some(warning => warning.code === code && warning.message === message)) {
			store.record(id, {type: 'warned', code, message});
		}
	}

	function effortFor({id, tag}: Session): Effort {
		const known = efforts.get(id);
		if (known?.tag === tag) {
			return known;
		}

		const fresh = {
			tag,
			tries: 0,
			triedAt: Number.NEGATIVE_INFINITY,
			waitMs: null,
			askedAt: Number.NEGATIVE_INFINITY,
			isBusy: false,
		};
		efforts.set(id, fresh);
		return fresh;
	}
}
