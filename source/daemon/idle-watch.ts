import type {Activity, AppDriver} from '../core/app.js';
import {portOf} from '../core/app-ports.js';
import type {Clock} from '../core/clock.js';
import {formatDuration} from '../core/duration.js';
import {Fault} from '../core/fault.js';
import type {Session} from '../core/session.js';
import {stateOf} from '../core/state.js';
import {askPort} from './readiness.js';
import type {Registry} from './registry.js';
import type {SessionStore} from './store.js';

const LOOK_EVERY_MS = 5 * 60_000;
const ANSWER_MS = 10_000;

export type IdleWatchOptions = {
	readonly store: SessionStore;
	readonly registry: Registry;
	readonly clock: Clock;
};

/**
 * Points out sessions that hold an allocation and are not used. Only an app that can tell is believed; of any other nothing is
 * known, and nothing is said. The returned function ends the watch.
 */
export function watchIdleness({store, registry, clock}: IdleWatchOptions, minutes: () => number | null): () => void {
	const life = new AbortController();
	void keepLooking();
	return () => life.abort(new Fault('cancelled', 'the daemon stops'));

	async function keepLooking(): Promise<void> {
		while (!life.signal.aborted) {
			await clock.sleep(LOOK_EVERY_MS, life.signal).catch(() => undefined);
			const limit = life.signal.aborted ? null : minutes();
			if (limit !== null) {
				await Promise.all(store.all().map(session => look(session, limit * 60_000)));
			}
		}
	}

	async function look(session: Session, limitMs: number): Promise<void> {
		const app = registry.apps.get(session.request.app);
		if (app === undefined || session.parent !== null || stateOf(session) !== 'ready') {
			return;
		}

		const activity = await activityOf(session, app, life.signal).catch(() => null);
		const now = clock.now();
		if (activity === null || activity.isBusy || now - activity.lastAt < limitMs) {
			return;
		}

		const told = session.warnings.find(({code}) => code === 'idle');
		if (told === undefined || told.at < activity.lastAt) {
			const since = formatDuration(Math.floor((now - activity.lastAt) / 60_000) * 60);
			const message = `not used for ${since}, and still holds its allocation: hpctui stop ${session.name} gives it back`;
			store.record(session.id, {type: 'warned', code: 'idle', message});
		}
	}
}

/** What the app says of its use; null where it cannot tell. */
async function activityOf(session: Session, app: AppDriver, life: AbortSignal): Promise<Activity | null> {
	const {activity} = app;
	const {settings} = session.request;
	const tunnel = session.tunnels.find(({name}) => name === activity?.port);
	const port = tunnel === undefined ? undefined : portOf(app, settings, tunnel.name);
	if (activity === undefined || port === undefined || tunnel === undefined) {
		return null;
	}

	const signal = AbortSignal.any([life, AbortSignal.timeout(ANSWER_MS)]);
	const asked = {port, tunnel, settings, secrets: session.secrets};
	return activity.read(await Promise.all(activity.questions.map(question => askPort(asked, question, signal))));
}
