import type {SessionDocument} from '../core/session-document.js';
import {sessionsInSight} from './layout.js';
import type {State} from './state.js';
import type {Store} from './store.js';
import {timeLeft} from './views/session-row.js';

const QUICK_MS = 1000;
const SLOW_MS = 10_000;

/** How long until the screen would look different by time alone. Seconds are only counted where seconds are shown. */
function nextTick(state: State): number {
	const untilNotice = state.notice === null ? SLOW_MS : Math.max(50, state.notice.until - state.now);
	return Math.min(untilNotice, countsSeconds(state) ? QUICK_MS : SLOW_MS);
}

/** Turns the store's clock until the returned function is called. */
export function keepTime(store: Store, now: () => number): () => void {
	let timer: NodeJS.Timeout | undefined;
	let due = 0;
	const plan = () => {
		const at = now() + nextTick(store.getState());
		if (timer === undefined || at < due) {
			clearTimeout(timer);
			due = at;
			timer = setTimeout(tick, at - now());
		}
	};
	const tick = () => {
		timer = undefined;
		store.dispatch({type: 'ticked', now: now()});
		plan();
	};
	const stop = store.subscribe(plan);
	plan();
	return () => {
		stop();
		clearTimeout(timer);
	};
}

function countsSeconds(state: State): boolean {
	const isCounting = (session: SessionDocument) =>
		session.state === 'reconnecting' || (session.state !== 'ended' && timeLeft(session, state.now)?.isShort === true);
	return state.pane === 'job' || sessionsInSight(state).some(isCounting);
}
