import {pipeThrough} from '../../drivers/transports/common/pipe.js';
import {Fault} from '../core/fault.js';
import {OUTPUT_FILE, RECORD_FILE} from '../core/job-script.js';
import {type PauseRule, pauseBefore} from '../core/pause.js';
import {RecordReader} from '../core/record.js';
import type {Session} from '../core/session.js';
import {isSought} from '../core/take-found.js';
import {verdictOf} from '../core/verdict.js';
import {conclude} from './conclude.js';
import {createDialler} from './dialler.js';
import {createDoor, type Door} from './door.js';
import type {Follower} from './follower.js';
import {type Listener, listen} from './listener.js';
import {findService, type ServiceSearch} from './service-search.js';
import {bringUp, type TunnelKeeperOptions} from './tunnel-keeper.js';

const LISTEN_AGAIN: PauseRule = {firstMs: 1000, factor: 2, maxMs: 30_000};
/** Time decides too (see core/verdict.ts): while an end is near, the session is looked at this often. */
const VERDICT_EVERY_MS = 2000;

export type AttendantOptions = TunnelKeeperOptions & {
	readonly id: string;
	readonly follower: Follower;
	/** Something changed at the scheduler, or is about to. */
	readonly lookAtJobs: () => void;
	readonly note: (line: string) => void;
	readonly lookForService: ServiceSearch['lookForService'];
	/** Whether another session already has this local port. */
	readonly isReserved: (port: number) => boolean;
};

/** Whoever looks after one session: starts what its state calls for, and stops what it no longer needs. */
export type Attendant = {
	/** Looks at the session anew. Cheap, and safe to call after every change. */
	attend(): void;
	/** Bytes of the job's record, from the follower. */
	takeRecord(bytes: Uint8Array): void;
	/** The record became shorter than what was read of it. */
	restartRecord(): void;
	bytesOf(tunnel: string): {readonly in: number; readonly out: number};
	close(): void;
};

/** Under which name the follower knows a session's record. */
export const recordKey = (id: string): string => `${id}/record`;
const outputKey = (id: string): string => `${id}/output`;

/** Takes a session into care. */
export function createAttendant(options: AttendantOptions): Attendant {
	const {id, store, follower, lookAtJobs, clock, note} = options;
	const life = new AbortController();
	const listeners = new Map<string, Listener>();
	const doors = new Map<string, Door>();
	const tasks = new Map<string, AbortController>();
	const reader = new RecordReader(line => note(`${id}: ${line}`));
	const dialler = createDialler({...options, doorOf, life: life.signal});
	let toSkip = store.get(id)?.recordsSeen ?? 0;
	/** The folder whose record is followed; it changes when a successor takes over. */
	let followed: string | null = null;

	return {
		attend,
		takeRecord(bytes) {
			for (const entry of reader.push(bytes)) {
				if (toSkip > 0) {
					toSkip -= 1;
				} else {
					store.record(id, {type: 'recorded', entry});
					lookAtJobs();
				}
			}
		},
		restartRecord() {
			reader.reset();
			toSkip = store.get(id)?.recordsSeen ?? 0;
		},
		bytesOf(tunnel) {
			const listener = listeners.get(tunnel);
			return {in: listener?.bytesIn ?? 0, out: listener?.bytesOut ?? 0};
		},
		close() {
			life.abort(new Fault('cancelled', 'the session is no longer looked after'));
			stopAll();
		},
	};

	function attend(): void {
		const session = store.get(id);
		if (session === undefined || life.signal.aborted) {
			return;
		}

		if (session.end !== null) {
			stopAll();
			return;
		}

		if (session.submitting === 'answered') {
			follow(session);
			dropTunnels(session);
			openTunnels(session);
			watchForEnd(session);
			if (isSought(session)) {
				begin('find', signal => findService(id, options, signal));
			}
		}
	}

	/** The record and the output of a job of ours, or the output of one that was adopted. */
	function follow(session: Session): void {
		const {folder, adopted} = session;
		const wanted = folder ?? adopted?.logPath ?? null;
		if (wanted === followed) {
			return;
		}

		unfollow();
		followed = wanted;
		reader.reset();
		toSkip = session.recordsSeen;
		if (folder !== null) {
			follower.watch(recordKey(id), `${folder}/${RECORD_FILE}`, {offset: 0, mode: 'content'});
			follower.watch(outputKey(id), `${folder}/${OUTPUT_FILE}`, {offset: 0, mode: 'size'});
		} else if (wanted !== null) {
			follower.watch(outputKey(id), wanted, {offset: 0, mode: 'size'});
		}
	}

	function unfollow(): void {
		if (followed !== null) {
			followed = null;
			follower.unwatch(recordKey(id));
			follower.unwatch(outputKey(id));
		}
	}

	/** Tunnels that were taken away. */
	function dropTunnels(session: Session): void {
		const names = new Set(session.tunnels.map(({name}) => name));
		for (const [key, controller] of tasks) {
			const [, name] = /^(?:listen|open) (.*)$/s.exec(key) ?? [];
			if (name !== undefined && !names.has(name)) {
				controller.abort(new Fault('cancelled', 'the tunnel was taken away'));
			}
		}

		for (const [name, listener] of listeners) {
			if (!names.has(name)) {
				listener.close();
				listeners.delete(name);
				doors.delete(name);
			}
		}
	}

	function openTunnels(session: Session): void {
		for (const [name, listener] of listeners) {
			if (!session.tunnels.some(tunnel => tunnel.name === name)) {
				listener.close();
				listeners.delete(name);
			}
		}

		for (const tunnel of session.tunnels) {
			if (!listeners.has(tunnel.name)) {
				begin(`listen ${tunnel.name}`, signal => keepListening(tunnel.name, signal));
			} else if (
				tunnel.state !== 'open' &&
				session.node !== null &&
				session.exit === null &&
				session.linkDown === null
			) {
				const place = {id, name: tunnel.name, door: doorOf(tunnel.name)};
				begin(`open ${tunnel.name}`, signal => bringUp(place, options, signal));
			}
		}
	}

	function doorOf(name: string): Door {
		const door = doors.get(name) ?? createDoor(clock);
		doors.set(name, door);
		return door;
	}

	/** Runs a task once at a time; when it is over the session is looked at anew. */
	function begin(key: string, task: (signal: AbortSignal) => Promise<void>): void {
		if (tasks.has(key)) {
			return;
		}

		const controller = new AbortController();
		tasks.set(key, controller);
		task(AbortSignal.any([controller.signal, life.signal]))
			.catch((error: unknown) => {
				if (!controller.signal.aborted && !life.signal.aborted) {
					note(`${id}: ${key}: ${Fault.from(error).message}`);
				}
			})
			.finally(() => {
				tasks.delete(key);
			});
	}

	async function keepListening(name: string, signal: AbortSignal): Promise<void> {
		for (let attempt = 0; !signal.aborted; attempt++) {
			try {
				const wanted = store.get(id)?.tunnels.find(tunnel => tunnel.name === name)?.localPort ?? null;
				const listener = await listen({
					port: wanted,
					isReserved: options.isReserved,
					dial: (connection, near) => dialler.dial(name, connection, near),
					join: (near, far) => void pipeThrough(near, far),
					onError: fault => dialler.complain(name, fault),
					excuse: said => dialler.excuse(name, said),
				});
				if (signal.aborted) {
					listener.close();
					return;
				}

				listeners.set(name, listener);
				store.record(id, {type: 'listening', tunnel: name, localPort: listener.port});
				queueMicrotask(attend);
				return;
			} catch (error) {
				const fault = Fault.from(error);
				store.observe(id, {type: 'faltered', tunnel: name, said: fault.message});
				store.record(id, {type: 'warned', code: 'local-port-taken', message: `${fault.message}: ${fault.hint ?? ''}`});
			}

			await clock.sleep(pauseBefore(attempt, LISTEN_AGAIN, Math.random()), signal);
		}
	}

	function watchForEnd(session: Session): void {
		if (isNearEnd(session)) {
			begin('end', async signal => {
				for (let current = store.get(id); current !== undefined && current.end === null; current = store.get(id)) {
					const verdict = verdictOf(current, clock.now());
					if (verdict !== null) {
						conclude(id, verdict, store);
					}

					if (!isNearEnd(store.get(id))) {
						return;
					}

					await clock.sleep(VERDICT_EVERY_MS, signal);
				}
			});
		}
	}

	function stopAll(): void {
		for (const controller of tasks.values()) {
			controller.abort(new Fault('cancelled', 'the session is over'));
		}

		for (const listener of listeners.values()) {
			listener.close();
		}

		listeners.clear();
		unfollow();
	}
}

/** Whether something says that the job is over: time and further witnesses tell whether it is. */
function isNearEnd(session: Session | undefined): boolean {
	return session?.end === null && (session.exit !== null || session.sight.state === 'vanished');
}
