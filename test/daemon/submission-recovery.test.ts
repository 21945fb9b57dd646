import {describe, expect, test} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import type {SessionEvent} from '../../source/core/session.js';
import {intended, timed, type Untimed} from '../core/samples.js';
import {fakeCluster} from './support/fake-cluster.js';
import {memoryJournal} from './support/memory-journal.js';
import {submittingDaemon as daemon, FOLDER, ID, TAG} from './support/submitting.js';

describe('a daemon that was killed', () => {
	const staged: Untimed = {type: 'staged', folder: FOLDER, scheduler: 'fake'};
	test.each<[string, readonly Untimed[], boolean]>([
		['before anything was done', [], false],
		['when the script was there', [staged], false],
		['when it had written that it asks', [staged, {type: 'asked'}], false],
		['when the scheduler had made the job', [staged, {type: 'asked'}], true],
		['when it had written the answer', [staged, {type: 'asked'}, {type: 'submitted', jobId: '101'}], true],
	])('%s: the next one makes it one job', async (_what, events, isMade) => {
		const cluster = fakeCluster();
		if (isMade) {
			cluster.scheduler.run({argv: ['fake', 'submit', TAG, `${FOLDER}/job.sh`]});
		}

		const kept: readonly SessionEvent[] = timed([intended, ...events]);
		const {submit: run, store} = daemon(cluster, memoryJournal({[ID]: kept}));
		expect(await run()).toBeNull();
		expect(cluster.scheduler.bearing(TAG)).toEqual([store.get(ID)?.job.id]);
	});

	test('at any moment, before or after what it was about to do: always one job', async () => {
		const {deeds} = await killedAt(Number.POSITIVE_INFINITY, false);
		expect(deeds).toBe(8);
		for (let moment = 0; moment < deeds; moment++) {
			for (const isAfter of [false, true]) {
				const {cluster, journal} = await killedAt(moment, isAfter);
				const next = daemon(cluster, journal);
				if (next.store.get(ID) === undefined) {
					expect(cluster.scheduler.bearing(TAG)).toEqual([]);
					continue;
				}

				expect(await next.submit()).toBeNull();
				expect(cluster.scheduler.bearing(TAG)).toEqual([next.store.get(ID)?.job.id]);
			}
		}
	});
});

/** A daemon whose n-th deed is its last; everything it wanted to do later never comes about. */
async function killedAt(moment: number, isAfter: boolean) {
	const cluster = fakeCluster();
	const journal = memoryJournal();
	const killed = new Error('killed');
	let deeds = 0;
	const deed = <Value>(effect: () => Value): Value => {
		const number = deeds++;
		if (number > moment || (number === moment && !isAfter)) {
			throw killed;
		}

		const value = effect();
		if (number === moment) {
			throw killed;
		}

		return value;
	};
	const {append} = journal;
	journal.append = (id, event) => deed(() => append(id, event));
	cluster.around = (_what, effect) => deed(effect);
	const first = daemon(cluster, journal);
	try {
		first.begin();
		await first.submit();
	} catch (error) {
		expect(error).toBe(killed);
	}

	first.stop.abort(new Fault('cancelled', 'killed'));
	journal.append = append;
	cluster.around = (_what, effect) => effect();
	return {cluster, journal, deeds};
}
