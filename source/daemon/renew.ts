import {formatDuration} from '../core/duration.js';
import {childrenOf, successorOf} from '../core/family.js';
import {Fault} from '../core/fault.js';
import type {Walltime} from '../core/job.js';
import type {Session} from '../core/session.js';
import {stateOf} from '../core/state.js';
import {beginChild, type SpawnOptions} from './children.js';
import {pick} from './registry.js';
import {endedFault} from './session-faults.js';
import {forget, type StoppingOptions} from './stopping.js';
import {type SubmitNowOptions, submitOrForget} from './submit-now.js';

/** What a person may say of a renewal. */
export type RenewWish = {
	/** Null: as its request has it. */
	readonly walltime: Walltime | null;
	/** How long the old job goes on beside the new one. */
	readonly overlapSeconds: number;
};

export type RenewOptions = SpawnOptions & StoppingOptions & SubmitNowOptions;

/**
 * Submits a successor: same app, folder, settings and secrets. Resolves when the scheduler accepted it; what follows is the
 * succession watch's. Rejects with `ended` or `usage` where there is nothing to renew, and with what the scheduler says against it:
 * then the session is as it was.
 */
export async function renew(
	session: Session,
	wish: RenewWish,
	options: RenewOptions,
	signal: AbortSignal,
): Promise<void> {
	const {store, desks, registry} = options;
	refuseToRenew(session, store.all());
	const failed = successorOf(store.all(), session.id);
	if (failed !== undefined) {
		await forget(failed.id, options);
	}

	const app = pick(registry.apps, 'app', session.request.app);
	const child = beginChild(
		session,
		{
			role: 'successor',
			name: nextName(session, store.all()),
			overlapSeconds: wish.overlapSeconds,
			secrets: 'shared',
			resources: wish.walltime === null ? {} : {walltime: wish.walltime},
			ports: app.ports.map(({name, isRequired}) => ({name, isRequired, localPort: null})),
		},
		options,
	);
	await submitOrForget(child.id, desks.of(session.request.cluster), signal, options);
}

/** Throws where a successor makes no sense now. */
function refuseToRenew(session: Session, all: readonly Session[]): void {
	const {name, request, parent} = session;
	if (parent !== null) {
		throw new Fault('usage', `${name} belongs to another session`, {hint: 'renew that one'});
	}

	if (session.end !== null) {
		throw endedFault(session);
	}

	const state = stateOf(session);
	if (state === 'submitting' || state === 'queued') {
		throw new Fault('usage', `session ${name} has not started: its whole walltime is still to come`, {
			hint: `for another walltime: hpctui extend ${name} ${walltimeHint(request.resources.walltime)}`,
		});
	}

	if (session.stopRequestedAt !== null) {
		throw new Fault('usage', `session ${name} is being stopped`);
	}

	const family = childrenOf(all, session.id).filter(child => child.end === null);
	const successor = family.find(child => child.parent?.role === 'successor');
	if (successor !== undefined) {
		const job = successor.job.id === null ? 'a successor' : `job ${successor.job.id}`;
		throw new Fault('usage', `${job} is to take over from session ${name} already`, {
			hint: `see it with: hpctui show ${name}   call it off: hpctui stop ${successor.name}`,
		});
	}
}

function walltimeHint(walltime: Walltime | null): string {
	return typeof walltime === 'number' ? formatDuration(walltime).replaceAll(' ', '') : '8h';
}

/** Unlike that of any child which is still there. */
function nextName(session: Session, all: readonly Session[]): string {
	const taken = new Set(childrenOf(all, session.id).map(child => child.parent?.name));
	for (let number = session.renewals + 1; ; number++) {
		if (!taken.has(`renewal-${number}`)) {
			return `renewal-${number}`;
		}
	}
}
