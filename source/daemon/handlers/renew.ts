import {renew} from '../renew.js';
import type {Handlers} from '../server.js';
import type {HandlerContext} from './context.js';

/** The call that asks for a successor. */
export function renewHandler(context: HandlerContext): Pick<Handlers, 'session.renew'> {
	return {
		async 'session.renew'({session, walltime, overlapSeconds}, _connection, signal) {
			const found = context.store.find(session);
			await renew(found, {walltime, overlapSeconds}, context, signal);
			return context.toDocument(context.store.get(found.id) ?? found);
		},
	};
}
