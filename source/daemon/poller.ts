import type {Clock, Instant} from '../core/clock.js';
import type {Command, Outcome} from '../core/command.js';
import {Fault} from '../core/fault.js';
import type {JobReport} from '../core/job.js';
import type {SchedulerDriver} from '../core/scheduler.js';

/** Quick after a change, and slower with each answer that says nothing new. */
const QUICKEST_MS = 700;
const SLOWEST_MS = 30_000;
const GROWTH = 2;

export type PollerOptions = {
	readonly clock: Clock;
	readonly driver: SchedulerDriver;
	/** Runs a scheduler command on the login host; rejects with a fault of kind `link` while there is no way. */
	readonly run: (command: Command) => Promise<Outcome>;
	/** Never asks more often than this, whatever happens: some sites insist on it. */
	readonly floorMs?: number;
	/** The jobs to ask for; the poller rests while there are none. */
	readonly ids: () => readonly string[];
	/** Tells whether any of it was new. */
	readonly onReports: (reports: readonly JobReport[]) => boolean;
	/** The scheduler answered, and neither its list nor accounting knows these. */
	readonly onAbsent: (ids: readonly string[]) => void;
	/** The scheduler did not answer, or not in words that we understand. */
	readonly onNoAnswer: (fault: Fault) => void;
};

/** The slow second witness: one batched question a cluster, whatever the number of sessions. */
export type Poller = {
	/** Something changed or is about to: look now, and soon again. */
	kick(): void;
	close(): void;
};

/** Starts polling; it rests by itself while there is nothing to ask for or no way to ask. */
export function createPoller(options: PollerOptions): Poller {
	const {clock, floorMs = 0} = options;
	const life = new AbortController();
	let nap = new AbortController();
	let pauseMs = QUICKEST_MS;
	let isResting = false;
	let askedAt: Instant | null = null;
	/** The jobs that the last list left out, as one word. */
	let leftOut = '';
	void loop();

	return {
		kick() {
			pauseMs = QUICKEST_MS;
			if (isResting) {
				nap.abort();
			}
		},
		close() {
			life.abort();
		},
	};

	async function loop(): Promise<void> {
		while (!life.signal.aborted) {
			const hasNews = await poll();
			pauseMs = hasNews ? QUICKEST_MS : Math.min(SLOWEST_MS, pauseMs * GROWTH);
			await rest();
		}
	}

	async function rest(): Promise<void> {
		nap = new AbortController();
		isResting = true;
		await clock.sleep(pauseMs, AbortSignal.any([nap.signal, life.signal])).catch(() => undefined);
		isResting = false;
		const untilFloorMs = askedAt === null ? 0 : askedAt + floorMs - clock.now();
		if (untilFloorMs > 0) {
			await clock.sleep(untilFloorMs, life.signal).catch(() => undefined);
		}
	}

	async function poll(): Promise<boolean> {
		const ids = options.ids();
		if (ids.length === 0) {
			return false;
		}

		askedAt = clock.now();
		try {
			return await ask(ids);
		} catch (error) {
			const fault = Fault.from(error);
			if (!life.signal.aborted) {
				options.onNoAnswer(fault);
			}

			return false;
		}
	}

	async function ask(ids: readonly string[]): Promise<boolean> {
		const {driver} = options;
		const listed = await query(driver.list, {ids});
		const missing = idsNotIn(ids, listed);
		const remembered = missing.length > 0 && driver.history !== undefined ? await askHistory(missing) : [];
		if (life.signal.aborted) {
			return false;
		}

		const hasNews = options.onReports([...listed, ...remembered]);
		const absent = idsNotIn(missing, remembered);
		if (absent.length > 0) {
			options.onAbsent(absent);
		}

		const wasLeftOut = leftOut;
		leftOut = missing.join(' ');
		return hasNews || leftOut !== wasLeftOut;
	}

	/** Accounting may be switched off or down; then the list alone has to do. */
	async function askHistory(ids: readonly string[]): Promise<readonly JobReport[]> {
		const {history} = options.driver;
		if (history === undefined) {
			return [];
		}

		try {
			return await query(history, {ids});
		} catch (error) {
			const fault = Fault.from(error);
			if (fault.kind === 'link') {
				throw fault;
			}

			return [];
		}
	}

	async function query(
		question: SchedulerDriver['list'],
		input: {readonly ids: readonly string[]},
	): Promise<readonly JobReport[]> {
		return question.read(await options.run(question.plan(input)), input);
	}
}

function idsNotIn(ids: readonly string[], reports: readonly JobReport[]): readonly string[] {
	const known = new Set(reports.map(report => report.id));
	return ids.filter(id => !known.has(id));
}
