import type {Session} from './session.js';
import type {ProgressDocument, SessionState} from './session-document.js';

/** The state that is shown: derived from what was observed, in the order of how certain it is. */
export function stateOf(session: Session): SessionState {
	if (session.end !== null) {
		return 'ended';
	}

	if (session.submitting !== 'answered') {
		return 'submitting';
	}

	if (session.linkDown !== null) {
		return 'reconnecting';
	}

	if (!hasStarted(session)) {
		return 'queued';
	}

	return isReady(session) ? 'ready' : session.tunnels.some(isMending) ? 'reconnecting' : 'starting';
}

/** Whether the job was seen to run: by its own record, or by the scheduler. */
export function hasStarted(session: Session): boolean {
	if (session.node !== null) {
		return true;
	}

	switch (session.job.phase) {
		case 'starting':
		case 'running':
		case 'suspended':
		case 'completing':
		case 'over':
			return true;
		case 'queued':
		case 'held':
		case 'unknown':
		case null:
			return false;
	}
}

/** Whether each required port answered through its own local end, there were engines or workers enough, and the script still runs. */
function isReady(session: Session): boolean {
	return (
		session.node !== null &&
		session.exit === null &&
		session.tunnels.every(tunnel => !tunnel.isRequired || tunnel.state === 'open') &&
		session.progress.every(({wasEnough}) => wasEnough)
	);
}

function isMending(tunnel: Session['tunnels'][number]): boolean {
	return tunnel.isRequired && tunnel.state === 'mending';
}

/** What the session waits for or why it ended, as one sentence for a person; null when there is nothing to say. */
export function noteOf(session: Session): string | null {
	if (session.end !== null) {
		return session.end.note;
	}

	if (session.needsUser !== null) {
		const why = session.linkDown === null ? '' : `: ${session.linkDown.fault.message}`;
		return `${session.needsUser} needs you (hpctui cluster login ${session.request.cluster})${why}`;
	}

	if (session.linkDown !== null) {
		return session.linkDown.fault.message;
	}

	if (session.submitting !== 'answered') {
		return session.submitting === 'asked' ? 'the scheduler has not answered yet' : 'preparing the job';
	}

	if (session.sight.state === 'stale') {
		return `the scheduler does not answer: ${session.sight.why}`;
	}

	if (session.stopRequestedAt !== null) {
		return 'stopping';
	}

	if (!hasStarted(session)) {
		return session.job.reasonText ?? session.job.reason;
	}

	return isReady(session) ? degradedNote(session) : startingNote(session);
}

/** How many of what the app counts are there, as its job told, and how many are wanted by now. */
export function progressOf({progress, plan}: Session): readonly ProgressDocument[] {
	const told = progress.map(({name, have, want}) => ({name, have, want: name === plan?.name ? plan.count : want}));
	const isTold = plan === null || told.some(({name}) => name === plan.name);
	return isTold ? told : [...told, {name: plan.name, have: 0, want: plan.count}];
}

/** What is not whole: `17 of 23 engines`, and why, where a part told it; null: all are there. */
function degradedNote(session: Session): string | null {
	const {parts} = session;
	const counts = progressOf(session).flatMap(({name, have, want}) =>
		have < want ? [`${have} of ${want} ${name}`] : [],
	);
	const troubles = parts.flatMap(({name, said}) => (said === null ? [] : [`${name}: ${said}`]));
	const words = [...counts, ...troubles.slice(0, 3)];
	return words.length === 0 ? null : words.join('; ');
}

function startingNote(session: Session): string {
	if (session.node === null) {
		return session.adopted === null
			? 'the job runs; its first word is not here yet'
			: 'the job runs; what it serves is being looked for';
	}

	const waiting = session.tunnels.find(tunnel => tunnel.isRequired && tunnel.state !== 'open');
	if (waiting === undefined || waiting.remotePort === null) {
		return degradedNote(session) ?? `running on ${session.node.host}`;
	}

	const trouble = waiting.lastError ?? silenceOf(waiting);
	return trouble === null
		? `waiting for ${waiting.name} to answer on ${session.node.host}`
		: `waiting for ${waiting.name} on ${session.node.host}: ${trouble}`;
}

/** That no address lets anyone in; null while one might: one that refuses is alive, and the app is most likely starting. */
function silenceOf({way, trials}: Session['tunnels'][number]): string | null {
	const isHopeful = trials.some(({verdict}) => verdict === 'open' || verdict === 'refused');
	if (way !== null || isHopeful || trials.length === 0) {
		return null;
	}

	return trials
		.map(({host, interfaceName, route, verdict}) => {
			const place = interfaceName === null ? host : `${host} (${interfaceName})`;
			return `${place} by ${route} is ${verdict === 'unknown' ? 'no way in' : verdict}`;
		})
		.join(', ');
}
