import {createInterface} from 'node:readline';
import {Readable} from 'node:stream';
import {Fault} from '../../core/fault.js';
import {createUsageReader, USAGE_COMMAND} from '../../core/usage.js';
import {placeOf} from '../job-place.js';
import type {Handlers} from '../server.js';
import type {HandlerContext} from './context.js';

/** Calls that tell how busy the node of a job is, for as long as somebody looks. */
export function usageHandlers(context: HandlerContext): Pick<Handlers, 'usage.follow' | 'usage.unfollow'> {
	const running = new Map<number, AbortController>();
	let last = 0;
	return {
		async 'usage.follow'({session}, connection, signal) {
			const found = context.store.find(session);
			const {footholds} = context.desks.of(found.request.cluster);
			// A pane that happens to be shown is no wish to log in.
			const foothold = await footholds.on(placeOf(found), signal, 'by-itself');
			const life = new AbortController();
			const command = foothold.wrap(USAGE_COMMAND, false);
			const program = await foothold.link.stream(command, AbortSignal.any([life.signal, connection.signal]));
			last += 1;
			const subscription = last;
			running.set(subscription, life);
			const read = createUsageReader();
			const lines = createInterface({input: Readable.from(program.stdout)});
			lines.on('line', line => {
				const usage = read(line);
				if (usage !== null) {
					connection.notify('usage.sample', {subscription, usage});
				}
			});
			// The way broke, or nobody looks any more: whoever still does asks anew.
			program.exited.catch(() => undefined).finally(() => running.delete(subscription));
			lines.on('error', () => undefined);
			return {subscription};
		},
		async 'usage.unfollow'({subscription}) {
			running.get(subscription)?.abort(new Fault('cancelled', 'nobody looks any more'));
			return {};
		},
	};
}
