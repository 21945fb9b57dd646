import type {SessionDocument} from '../core/session-document.js';
import {isAttachable} from './selectors.js';
import type {Store} from './store.js';
import type {Wire} from './wire.js';

/** Who only passes a session on the way down the list does not want its node asked. */
const REST_MS = 700;

/** Brings into the store how busy a node is. */
export type UsageFollower = {
	/** From now on the node of this session is asked; undefined: none is. */
	watch(session: SessionDocument | undefined): void;
	close(): void;
};

/** Asks the node of one session how busy it is, while somebody looks. */
export function createUsageFollower(wire: Wire, store: Store): UsageFollower {
	let wanted: string | null = null;
	let subscription: number | null = null;
	let timer: NodeJS.Timeout | undefined;
	const stopListening = wire.on('usage.sample', sample => {
		if (sample.subscription === subscription && wanted !== null) {
			store.dispatch({type: 'usage-told', id: wanted, usage: sample.usage});
		}
	});
	const begin = async (id: string): Promise<void> => {
		const followed = await wire.call('usage.follow', {session: id}).catch(() => null);
		if (followed === null) {
			return;
		}

		if (wanted === id) {
			subscription = followed.subscription;
		} else {
			leave(followed.subscription);
		}
	};
	const leave = (number: number): void =>
		void wire.call('usage.unfollow', {subscription: number}).catch(() => undefined);
	const watch: UsageFollower['watch'] = session => {
		const id = session !== undefined && isAttachable(session) ? session.id : null;
		if (id === wanted) {
			return;
		}

		clearTimeout(timer);
		if (subscription !== null) {
			leave(subscription);
		}

		wanted = id;
		subscription = null;
		if (id !== null) {
			timer = setTimeout(() => void begin(id), REST_MS);
		}
	};
	return {
		watch,
		close() {
			clearTimeout(timer);
			stopListening();
		},
	};
}
