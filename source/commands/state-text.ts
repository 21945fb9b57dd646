import {formatDuration} from '../core/duration.js';
import type {SessionDocument, SessionState} from '../core/session-document.js';
import {sanitizeLine} from '../core/text.js';
import type {Paint} from './paint.js';

/** The state in the colour that it has everywhere. */
export function paintState(text: string, session: SessionDocument, paint: Paint): string {
	return colourOf(session.state, session.outcome === 'completed', paint)(text);
}

function colourOf(state: SessionState, isFine: boolean, paint: Paint): (text: string) => string {
	switch (state) {
		case 'ready':
			return paint.green;
		case 'starting':
		case 'submitting':
			return paint.cyan;
		case 'queued':
		case 'reconnecting':
			return paint.yellow;
		case 'ended':
			return isFine ? paint.dim : paint.red;
	}
}

/** `ended (failed)`, `queued`, … */
export function stateWord(session: SessionDocument): string {
	return session.outcome === null ? session.state : `${session.state} (${session.outcome})`;
}

/** One line that tells where a session stands: `queued: waits for its turn`, `starting on node1`. */
export function progressLine(session: SessionDocument): string {
	const {job, state} = session;
	const waits = session.needsUser === null ? null : `${session.needsUser} waits for an answer`;
	const why = waits ?? (state === 'queued' ? (job.reasonText ?? job.reason ?? session.note) : session.note);
	const where = state === 'starting' && job.nodes.length > 0 ? ` on ${job.nodes.join(', ')}` : '';
	const when = state === 'queued' && job.estimatedStart !== null ? `, about to start at ${job.estimatedStart}` : '';
	const because = why === null ? '' : `: ${when === '' ? why : why.replace(/\.$/, '')}`;
	return sanitizeLine(`${stateWord(session)}${where}${because}${when}`);
}

/** What is left of the walltime: `3h 12m`, `unlimited`; null where the job does not run or the scheduler did not say. */
export function timeLeft({job, state}: SessionDocument, nowMs: number): string | null {
	if (state === 'ended' || job.startedAt === null) {
		return null;
	}

	if (job.unlimited) {
		return 'unlimited';
	}

	return job.endsAt === null ? null : formatDuration((Date.parse(job.endsAt) - nowMs) / 1_000);
}
