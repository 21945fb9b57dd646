import {Fault} from '../../core/fault.js';
import {OUTPUT_FILE} from '../../core/job-script.js';
import type {Link} from '../../core/link.js';
import type {Session} from '../../core/session.js';
import {readLog, SCHEDULER_LOG_FILE} from '../../core/staging.js';
import type {Desk} from '../desk.js';
import type {Connection, Handlers} from '../server.js';
import type {HandlerContext} from './context.js';

type Subscription = {
	readonly id: string;
	readonly key: string;
	readonly connection: Connection;
	readonly stop: () => void;
	/** It follows the session's own output, and so turns to that of its successor. */
	readonly isOutput: boolean;
	path: string;
};

/** Calls that read logs, and where the bytes of followed ones come in. */
export type LogHandlers = Pick<Handlers, 'log.read' | 'log.follow' | 'log.unfollow'> & {
	/** Bytes of a followed log. Waits for a client that reads slowly, so that nothing piles up. */
	readonly deliver: (key: string, offset: number, bytes: Uint8Array) => void | Promise<void>;
};

/** The handlers; `sizeOf` tells how long a session's log is as far as we know. */
export function logHandlers(context: HandlerContext, sizeOf: (id: string) => number): LogHandlers {
	const {store, desks} = context;
	const subscriptions = new Map<number, Subscription>();
	const numbers = new Map<string, number>();
	let counter = 0;
	store.listen(({id, session}) => {
		if (session !== null) {
			for (const subscription of subscriptions.values()) {
				if (subscription.id === id && subscription.isOutput) {
					turnTo(subscription, session);
				}
			}
		}
	});

	return {
		async 'log.read'({session, stream, offset, lines}, connection) {
			const {found, path} = logOf(session, stream);
			const link = await linkFor(desks.of(found.request.cluster), connection);
			const input = {path, offset, lines};
			const piece = readLog.read(await link.run(readLog.plan(input)), input);
			return {path, offset: piece.offset, size: piece.size, base64: Buffer.from(piece.bytes).toString('base64')};
		},
		async 'log.follow'({session, offset}, connection) {
			const {found, path} = logOf(session, 'output');
			const desk = desks.of(found.request.cluster);
			// A session that is over keeps no link up by itself: whoever wants to read asks for it.
			linkFor(desk, connection).catch(() => undefined);
			const subscription = ++counter;
			const key = `${found.id}/follow-${subscription}`;
			const stop = () => {
				desk.follower.unwatch(key);
				subscriptions.delete(subscription);
				numbers.delete(key);
			};
			const isOutput = path === pathOf(found, 'output');
			subscriptions.set(subscription, {id: found.id, key, connection, stop, isOutput, path});
			numbers.set(key, subscription);
			connection.onClose(stop);
			desk.follower.watch(key, path, {offset, mode: 'content'});
			return {subscription};
		},
		async 'log.unfollow'({subscription}) {
			subscriptions.get(subscription)?.stop();
			return {};
		},
		deliver(key, offset, bytes) {
			const number = numbers.get(key);
			const subscription = number === undefined ? undefined : subscriptions.get(number);
			if (number === undefined || subscription === undefined) {
				return;
			}

			const size = Math.max(sizeOf(subscription.id), offset + bytes.length);
			const {path} = subscription;
			const base64 = Buffer.from(bytes).toString('base64');
			const isKeepingUp = subscription.connection.notify('log.piece', {
				subscription: number,
				path,
				offset,
				size,
				base64,
			});
			return isKeepingUp ? undefined : subscription.connection.drained();
		},
	};

	/** After a successor took over, its output is what the session says. */
	function turnTo(subscription: Subscription, session: Session): void {
		const path = session.folder === null ? subscription.path : pathOf(session, 'output');
		if (path !== subscription.path) {
			subscription.path = path;
			desks.of(session.request.cluster).follower.watch(subscription.key, path, {offset: 0, mode: 'content'});
		}
	}

	function logOf(reference: string, stream: 'output' | 'scheduler'): {found: Session; path: string} {
		const slash = reference.lastIndexOf('/');
		if (slash > 0 && stream === 'output') {
			const parent = store.find(reference.slice(0, slash));
			const path = partLogOf(parent, reference.slice(slash + 1));
			if (path !== null) {
				return {found: parent, path};
			}
		}

		const found = store.find(reference);
		return {found, path: pathOf(found, stream)};
	}
}

/** The log of a part that the session's own job keeps: `SESSION/NAME`; null: there is none of this name. */
function partLogOf(session: Session, name: string): string | null {
	const part = session.parts.find(each => each.name === name);
	return part === undefined || session.folder === null ? null : `${session.folder}/${part.log}`;
}

function pathOf(session: Session, stream: 'output' | 'scheduler'): string {
	const adopted = stream === 'output' ? session.adopted?.logPath : undefined;
	if (session.folder === null && adopted != null) {
		return adopted;
	}

	if (session.folder === null && session.adopted !== null) {
		throw new Fault('unsupported', `nobody knows where the ${stream} of job ${session.adopted.jobId} lies`, {
			hint: 'adopt it with --log FILE',
		});
	}

	if (session.folder === null) {
		throw new Fault('remote', `session ${session.name} has no log yet`, {
			retry: 'later',
			hint: 'it is still being submitted',
		});
	}

	return `${session.folder}/${stream === 'output' ? OUTPUT_FILE : SCHEDULER_LOG_FILE}`;
}

/** A screen asks for the log that it shows again and again: a login that was declined there must not be asked for anew each time. */
function linkFor({site}: Desk, {answersAll}: Connection): Promise<Link> {
	return answersAll ? site.link.getUnlessRefused() : site.link.get();
}
