import type {Session} from '../core/session.js';
import type {SessionStore} from './store.js';

/** Resolves when the session fulfils the condition; rejects with the signal's reason when it is aborted first. */
export function until(
	store: SessionStore,
	id: string,
	condition: (session: Session) => boolean,
	signal: AbortSignal,
): Promise<Session> {
	const {promise, resolve, reject} = Promise.withResolvers<Session>();
	const look = () => {
		const session = store.get(id);
		if (session !== undefined && condition(session)) {
			resolve(session);
		}
	};
	const giveUp = () => reject(signal.reason);
	const stop = store.listen(change => {
		if (change.id === id) {
			look();
		}
	});
	signal.addEventListener('abort', giveUp, {once: true});
	look();
	return promise.finally(() => {
		stop();
		signal.removeEventListener('abort', giveUp);
	});
}
