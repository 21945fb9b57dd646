import type {SessionDocument} from '../core/session-document.js';
import type {LogPiece, Notices} from '../wire/calls.js';
import type {LogBuffer} from './log-buffer.js';
import type {Wire} from './wire.js';

/** Lines read when a log is opened. */
const BACKLOG_LINES = 1000;

/** Brings the log of one session into the store. */
export type LogFollower = {
	/** Shows this session's log from now on; undefined: none. */
	watch(session: SessionDocument | undefined): void;
	close(): void;
};

export type LogFollowerOptions = {
	readonly wire: Wire;
	readonly buffer: LogBuffer;
	/** Called at most ten times a second, when there is more to show. */
	readonly onChange: (isReading: boolean) => void;
	/** The cursor may run over many sessions: only the one that it rests on is asked for. */
	readonly settleMs?: number;
	readonly flushMs?: number;
	readonly retryMs?: number;
};

type Following = {
	readonly id: string;
	readonly path: string | null;
	next: number;
	isReading: boolean;
	subscription: number | null;
	early: Notices['log.piece'][];
	readonly decoder: InstanceType<typeof TextDecoder>;
	readonly stopped: AbortController;
};

/** Follows the log of one session at a time into the buffer, without a byte lost or twice. */
export function createLogFollower(options: LogFollowerOptions): LogFollower {
	const {wire, buffer, onChange, settleMs = 60, flushMs = 100, retryMs = 3000} = options;
	let current: Following | null = null;
	const flush = paced(() => onChange(current?.isReading ?? false), flushMs);
	const take = (following: Following, piece: LogPiece) => {
		const bytes = Buffer.from(piece.base64, 'base64').subarray(Math.max(0, following.next - piece.offset));
		following.next += bytes.length;
		buffer.append(following.decoder.decode(bytes, {stream: true}));
		flush.soon();
	};
	const begin = (id: string, path: string | null) => {
		const following: Following = {
			id,
			path,
			next: 0,
			isReading: true,
			subscription: null,
			early: [],
			decoder: new TextDecoder(),
			stopped: new AbortController(),
		};
		current = following;
		setTimeout(() => void open(following), settleMs).unref();
	};
	const open = async (following: Following) => {
		const {signal} = following.stopped;
		try {
			signal.throwIfAborted();
			const ask = {session: following.id, stream: 'output' as const, offset: null, lines: BACKLOG_LINES};
			const backlog = await wire.call('log.read', ask, signal);
			signal.throwIfAborted();
			following.next = backlog.offset;
			following.isReading = false;
			take(following, backlog);
			const {subscription} = await wire.call('log.follow', {session: following.id, offset: following.next}, signal);
			following.subscription = subscription;
			if (signal.aborted) {
				unfollow(following);
			}

			following.early.splice(0).forEach(received);
		} catch {
			// No log yet, or the way to it is down: asked again while the cursor rests here.
			following.isReading = false;
			if (!signal.aborted) {
				flush.soon();
			}

			setTimeout(() => signal.aborted || void open(following), retryMs).unref();
		}
	};
	const unfollow = ({subscription}: Following) => {
		if (subscription !== null) {
			void wire.call('log.unfollow', {subscription}).catch(() => undefined);
		}
	};
	const received = (piece: Notices['log.piece']) => {
		if (current?.subscription === null) {
			current.early.push(piece);
		} else if (current?.subscription === piece.subscription) {
			if (piece.offset > current.next) {
				turnTo(current.id, current.path);
			} else {
				take(current, piece);
			}
		}
	};
	/** The listeners of a change may ask to watch again, so all is in order before they are told. */
	const turnTo = (id: string | null, path: string | null) => {
		const old = current;
		current = null;
		if (old !== null) {
			old.stopped.abort();
			unfollow(old);
		}

		if (id !== null) {
			begin(id, path);
		}

		buffer.clear();
		flush.now();
	};
	const stopListening = wire.on('log.piece', received);
	return {
		watch(session) {
			const hasLog = session !== undefined && session.state !== 'queued' && session.state !== 'submitting';
			const id = hasLog ? session.id : null;
			const path = hasLog ? session.log.path : null;
			// Another file: a successor took over.
			if (id !== (current?.id ?? null) || path !== (current?.path ?? null)) {
				turnTo(id, path);
			}
		},
		close() {
			stopListening();
			turnTo(null, null);
			flush.stop();
		},
	};
}

/** Calls `action` at once when it has been quiet, and else once a pause. */
function paced(action: () => void, pauseMs: number) {
	let timer: NodeJS.Timeout | undefined;
	let isWanted = false;
	const soon = () => {
		if (timer !== undefined) {
			isWanted = true;
			return;
		}

		action();
		timer = setTimeout(() => {
			timer = undefined;
			if (isWanted) {
				isWanted = false;
				soon();
			}
		}, pauseMs);
	};
	return {now: action, soon, stop: () => clearTimeout(timer)};
}
