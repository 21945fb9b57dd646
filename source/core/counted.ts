import type {Plan} from './plan.js';
import type {Progress} from './record.js';
import type {Session} from './session.js';

/** The setting goes with the plan, so that whoever starts this session's app anew starts as many. */
export function planned(session: Session, plan: Plan): Session {
	const settings = {...session.request.settings, [plan.name]: String(plan.count)};
	return {...session, plan, request: {...session.request, settings}};
}

/** The counts with a new one; that there were enough once is kept. */
export function counted(known: Session['progress'], {name, have, want, least}: Progress): Session['progress'] {
	const before = known.find(each => each.name === name)?.wasEnough ?? false;
	return replaced(known, {name, have, want, least, wasEnough: before || have >= least});
}

/** The list with this in the place of what has the same name, or at its end. */
export function replaced<Item extends {readonly name: string}>(list: readonly Item[], item: Item): readonly Item[] {
	const isKnown = list.some(({name}) => name === item.name);
	return isKnown ? list.map(each => (each.name === item.name ? item : each)) : [...list, item];
}
