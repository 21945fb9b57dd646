import type {Session} from './session.js';
import {hasStarted} from './state.js';

/** What a person should hear of who looks elsewhere. Texts may hold what a remote host said: whoever shows them cleans them. */
export type Notification = {
	readonly session: string;
	readonly name: string;
	readonly cluster: string;
	/** `started`, `failed`, `preempted`, or the code of a warning: scripts go by it. */
	readonly code: string;
	readonly text: string;
};

/** What of a change is worth a person's attention; null: nothing. Parts speak through their parent. */
export function notificationOf(before: Session | null, after: Session): Notification | null {
	if (before === null || after.parent !== null) {
		return null;
	}

	const news = newsOf(before, after);
	return news === null ? null : {session: after.id, name: after.name, cluster: after.request.cluster, ...news};
}

type News = Pick<Notification, 'code' | 'text'>;

function newsOf(before: Session, after: Session): News | null {
	if (before.end === null && after.end !== null) {
		return newsOfEnd(after.end);
	}

	const warned = after.warnings.at(-1);
	if (warned !== undefined && !before.warnings.includes(warned)) {
		return {code: warned.code, text: warned.message};
	}

	// Another job under the same name is told of by its own warning.
	if (before.tag !== after.tag) {
		return null;
	}

	if (hasStarted(before) && !hasStarted(after)) {
		return {code: 'preempted', text: `job ${after.job.id} is back in the queue: it was preempted or requeued`};
	}

	if (!hasStarted(before) && hasStarted(after)) {
		const place = after.node?.host ?? after.job.nodes.join(', ');
		return {code: 'started', text: `job ${after.job.id} runs${place === '' ? '' : ` on ${place}`}`};
	}

	return null;
}

/** Whoever stopped a job, or saw its app complete, need not be told. */
function newsOfEnd({outcome, note}: NonNullable<Session['end']>): News | null {
	switch (outcome) {
		case 'preempted':
			return {code: 'preempted', text: note};
		case 'failed':
		case 'timeout':
		case 'node-failure':
		case 'lost':
			return {code: 'failed', text: note};
		case 'completed':
		case 'cancelled':
			return null;
	}
}
