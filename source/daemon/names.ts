import type {SessionStore} from './store.js';

/** Names of sessions that are not over: none may be given twice. */
export function liveNames(store: SessionStore): ReadonlySet<string> {
	return new Set(store.all().flatMap(session => (session.end === null ? [session.name] : [])));
}

/** A name for a session of an app that nobody named. */
export function freeName(app: string, taken: ReadonlySet<string>): string {
	for (let number = 1; ; number++) {
		const name = number === 1 ? app : `${app}-${number}`;
		if (!taken.has(name)) {
			return name;
		}
	}
}
