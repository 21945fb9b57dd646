import type {FoundService} from './adopted.js';
import type {Instant} from './clock.js';
import type {JobReport} from './job.js';
import type {Session} from './session.js';
import {hasStarted} from './state.js';
import {takeEntry} from './take-entry.js';
import {nameOfFar} from './tunnel-far.js';
import {newTunnel} from './tunnels.js';

/** The session with what its adopted job serves: tunnels that were there keep their local ports. */
export function takeFound(session: Session, found: FoundService, at: Instant): Session {
	const {app, settings, secrets, logPath, entry} = found;
	const wanted = [
		...found.ports.map(({name, isRequired}) => newTunnel(name, {type: 'app'}, {isRequired, localPort: null})),
		...found.others.map(port => {
			const far = {type: 'port', port} as const;
			return newTunnel(nameOfFar(far), far, {isRequired: false, localPort: null});
		}),
	];
	const known = new Set(session.tunnels.map(({name}) => name));
	const next = {
		...session,
		request: {...session.request, app, settings},
		secrets,
		adopted: session.adopted && {...session.adopted, logPath},
		tunnels: [...session.tunnels, ...wanted.filter(({name}) => !known.has(name))],
	};
	return takeEntry(next, {type: 'recorded', entry, at});
}

/** Whether an adopted job runs, and nobody has looked yet what it serves there. */
export function isSought(session: Session): boolean {
	return (
		session.adopted !== null &&
		session.end === null &&
		session.linkDown === null &&
		session.node === null &&
		session.job.phase !== 'over' &&
		hasStarted(session)
	);
}

/** It has no record that would tell that it was started anew, somewhere else, between two questions. */
export function runsAnew({adopted, node, job}: Session, {startedAt}: JobReport): boolean {
	return adopted !== null && node !== null && startedAt !== null && job.startedAt !== null && startedAt > job.startedAt;
}
