import {Fault} from '../core/fault.js';
import type {Session} from '../core/session.js';
import {type Desk, type DeskOptions, openDesk} from './desk.js';

/** The desks of all clusters that are at work. */
export type Desks = {
	/** Opens the desk where it is not open yet. Throws `missing` where there is no such cluster. */
	of(cluster: string): Desk;
	/** The desk if it is open. */
	peek(cluster: string): Desk | undefined;
	/** Closes a desk: its cluster was changed or removed. */
	shut(cluster: string): void;
	/** Takes up what an earlier daemon left: its sessions are out of sight until their cluster is reached. */
	takeUp(): void;
	all(): readonly Desk[];
	close(): void;
};

/** No desk is open at first. */
export function openDesks(options: DeskOptions): Desks {
	const desks = new Map<string, Desk>();
	const of = (name: string): Desk => {
		const known = desks.get(name);
		if (known !== undefined) {
			return known;
		}

		const desk = openDesk(options.configuration.cluster(name), options);
		desks.set(name, desk);
		return desk;
	};
	const shut = (name: string): void => {
		desks.get(name)?.close();
		desks.delete(name);
	};
	return {
		of,
		peek: name => desks.get(name),
		shut,
		takeUp() {
			for (const session of options.store.all().filter(each => each.end === null)) {
				takeUpOne(session);
			}
		},
		all: () => [...desks.values()],
		close() {
			for (const name of [...desks.keys()]) {
				shut(name);
			}
		},
	};

	function takeUpOne(session: Session): void {
		const fault = new Fault('link', 'the daemon has just started and looks for the way', {retry: 'now'});
		if (session.submitting === 'answered') {
			const {store, clock} = options;
			store.observe(session.id, {type: 'link-lost', fault: fault.toDocument(), retryAt: clock.now(), needsUser: null});
		}

		try {
			const desk = of(session.request.cluster);
			desk.care(options.store.get(session.id) ?? session);
			desk.site.link.get().catch(() => undefined);
		} catch (error) {
			options.note(`${session.id}: ${Fault.from(error).message}`);
		}
	}
}
