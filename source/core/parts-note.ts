import type {Session} from './session.js';
import {hasStarted, noteOf, stateOf} from './state.js';

/** Of as many parts as this the trouble is told in words; the others are counted. */
const TROUBLES_TOLD = 2;

/**
 * What a session waits for or lacks, as one sentence, its further jobs included: `17 of 23 engines; 6 queued: Resources`. The app's
 * own count stands first; what its jobs say explains it.
 */
export function noteWithParts(session: Session, parts: readonly Session[]): string | null {
	const own = noteOf(session);
	const state = stateOf(session);
	if (state === 'ended' || state === 'reconnecting' || session.stopRequestedAt !== null) {
		return own;
	}

	const words = [own, ...queuedWords(session, parts), ...failedWords(session, parts)].filter(word => word !== null);
	return words.length === 0 ? null : words.join('; ');
}

/** `6 queued: Resources`, a count for each reason. */
function queuedWords({plan}: Session, parts: readonly Session[]): readonly string[] {
	const waiting = parts.filter(part => part.end === null && part.submitting === 'answered' && !hasStarted(part));
	const counts = new Map<string, number>();
	for (const part of waiting) {
		const reason = part.job.reasonText ?? part.job.reason ?? '';
		counts.set(reason, (counts.get(reason) ?? 0) + shareOf(part, plan?.name));
	}

	return [...counts].map(([reason, count]) => `${count} queued${reason === '' ? '' : `: ${reason}`}`);
}

/** Jobs that are over although they are still wanted, and the line that tells why. */
function failedWords({plan}: Session, parts: readonly Session[]): readonly string[] {
	const wanted = new Set(plan?.jobs?.flatMap(({name, count}) => (count > 0 ? [name] : [])));
	const lost = parts.filter(({end, parent}) => end !== null && wanted.has(parent?.name ?? ''));
	const told = lost.slice(0, TROUBLES_TOLD).map(part => `${part.parent?.name} ${troubleOf(part)}`);
	return lost.length > TROUBLES_TOLD ? [...told, `${lost.length - TROUBLES_TOLD} more ended`] : told;
}

/** What became of a part: the line that it told before it ended, else how its job ended. */
function troubleOf({end, parts}: Session): string {
	const said = parts.findLast(part => part.said !== null)?.said ?? null;
	return said === null ? `ended: ${end?.note ?? 'nobody knows why'}` : `ended: ${said}`;
}

function shareOf({request}: Session, scaled: string | undefined): number {
	const share = Number(request.settings[scaled ?? '']);
	return Number.isInteger(share) && share > 0 ? share : 1;
}
