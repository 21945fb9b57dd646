import type {Clock, Instant} from '../core/clock.js';
import {Fault} from '../core/fault.js';
import type {JobReport} from '../core/job.js';
import type {Session} from '../core/session.js';
import {verdictOfReport} from '../core/verdict.js';
import {conclude} from './conclude.js';
import {createPoller, type Poller} from './poller.js';
import type {Site} from './site.js';
import type {SessionStore} from './store.js';

export type JobWatchOptions = {
	readonly store: SessionStore;
	readonly site: Site;
	readonly clock: Clock;
	readonly note: (line: string) => void;
	/** The cluster's sessions that are not over. */
	readonly live: () => readonly Session[];
};

/** What the scheduler says of a cluster's jobs, taken into their sessions. */
export type JobWatch = {
	/** The way is open: look now, and go on looking. */
	start(): Promise<void>;
	/** Look now. */
	kick(): void;
	/** The session is no longer looked after. */
	forget(id: string): void;
	close(): void;
};

/** Watches the jobs of one cluster; at rest until it is started. */
export function createJobWatch({store, site, clock, note, live}: JobWatchOptions): JobWatch {
	/** When a session's job was first told to be over. */
	const overSince = new Map<string, Instant>();
	let poller: Poller | undefined;
	let isClosed = false;

	return {
		async start() {
			try {
				const driver = await site.scheduler();
				if (!isClosed) {
					const floorMs = (site.cluster.pollFloorSeconds ?? 0) * 1000;
					poller ??= createPoller({
						clock,
						driver,
						floorMs,
						run: site.ask,
						ids: jobIds,
						onReports,
						onAbsent,
						onNoAnswer,
					});
					poller.kick();
				}
			} catch (error) {
				note(`${site.cluster.name}: ${Fault.from(error).message}`);
			}
		},
		kick: () => poller?.kick(),
		forget: id => void overSince.delete(id),
		close() {
			isClosed = true;
			poller?.close();
		},
	};

	function jobIds(): readonly string[] {
		return site.link.current === undefined ? [] : live().flatMap(({job}) => (job.id === null ? [] : [job.id]));
	}

	function onReports(reports: readonly JobReport[]): boolean {
		const byJob = new Map(reports.map(report => [report.id, report]));
		let hasNews = false;
		for (const session of live()) {
			const report = session.job.id === null ? undefined : byJob.get(session.job.id);
			if (report !== undefined) {
				hasNews = take(session, report) || hasNews;
			}
		}

		return hasNews;
	}

	/** Takes in one report; whether it says anything that was not known. */
	function take(session: Session, report: JobReport): boolean {
		const after = store.record(session.id, {type: 'reported', report});
		const verdict = after === undefined ? null : verdictOfReport(after, report, overForMs(session.id, report));
		if (verdict !== null) {
			overSince.delete(session.id);
			conclude(session.id, verdict, store);
		}

		return after?.job.nativeState !== session.job.nativeState || after?.job.endsAt !== session.job.endsAt;
	}

	function overForMs(id: string, {phase}: JobReport): number {
		if (phase !== 'over') {
			overSince.delete(id);
			return 0;
		}

		const since = overSince.get(id) ?? clock.now();
		overSince.set(id, since);
		return clock.now() - since;
	}

	function onAbsent(ids: readonly string[]): void {
		const absent = new Set(ids);
		for (const {id, job} of live()) {
			if (job.id !== null && absent.has(job.id)) {
				store.observe(id, {type: 'unseen', why: 'absent'});
			}
		}
	}

	/** Where the way itself is what failed, the link tells of it. */
	function onNoAnswer(fault: Fault): void {
		if (site.link.current === undefined) {
			return;
		}

		for (const {id, job} of live()) {
			if (job.id !== null) {
				store.observe(id, {type: 'unseen', why: 'no-answer', said: fault.message});
			}
		}
	}
}
