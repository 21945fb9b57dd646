import {randomBytes} from 'node:crypto';
import {ulid} from 'ulid';
import type {AppDriver} from '../core/app.js';
import {type ChildWish, childIntent} from '../core/family.js';
import type {Session} from '../core/session.js';
import type {Desks} from './desks.js';
import {pick, type Registry} from './registry.js';
import type {SessionStore} from './store.js';

/** What a further job of a session is to be, and whose secrets it has. */
export type SpawnWish = Omit<ChildWish, 'secrets'> & {
	/** `shared`: the parent's, so that URLs and keys stay valid. `own`: new ones. */
	readonly secrets: 'shared' | 'own';
};

export type SpawnOptions = {readonly store: SessionStore; readonly desks: Desks; readonly registry: Registry};

/** Makes a child of a session: its intent is on disk, and nothing else has happened. */
export function beginChild(parent: Session, wish: SpawnWish, {store, desks, registry}: SpawnOptions): Session {
	const app = pick(registry.apps, 'app', wish.request?.app ?? parent.request.app);
	const secrets = wish.secrets === 'shared' ? sharedSecrets(app, parent) : newSecrets(app);
	const desk = desks.of(parent.request.cluster);
	const child = store.begin(childIntent(parent, {...wish, secrets}, ulid()));
	desk.care(child);
	return child;
}

/**
 * Makes a child of a session and brings it to its job. Returns when its intent is on disk: from then on the child tells by
 * itself how far it got, across daemons; a submission that fails is its end, with the note that says why.
 */
export function spawnChild(parent: Session, wish: SpawnWish, options: SpawnOptions): Session {
	const child = beginChild(parent, wish, options);
	options.desks.of(child.request.cluster).resume(child.id);
	return child;
}

/** Secrets for a session of an app: each becomes a file of the session's folder. */
export function newSecrets(app: AppDriver): Readonly<Record<string, string>> {
	return Object.fromEntries(app.secrets.map(secret => [secret, randomBytes(24).toString('hex')]));
}

/** Of the parent's, those that the app has files for: what its own job reported is not the child's. */
function sharedSecrets(app: AppDriver, parent: Session): Readonly<Record<string, string>> {
	const known = Object.entries(parent.secrets).filter(([name]) => app.secrets.includes(name));
	return {...newSecrets(app), ...Object.fromEntries(known)};
}
