import {describe, expect, test} from 'vitest';
import type {SessionEvent} from '../../source/core/session.js';
import {withBacklog, wordsFor} from '../../source/daemon/backlog.js';
import {everything, intended, report, timed, type Untimed} from '../core/samples.js';
import {faultOf} from '../core/thrown.js';
import {fakeClock} from './support/fake-clock.js';
import {memoryJournal} from './support/memory-journal.js';

const ID = intended.id;
const [first, ...rest] = timed([intended, ...everything]) as [SessionEvent, ...SessionEvent[]];

function backlogged() {
	const disk = memoryJournal();
	const clock = fakeClock();
	const notes: string[] = [];
	const troubles: boolean[] = [];
	const journal = withBacklog({
		journal: disk,
		clock,
		note: line => notes.push(line),
		isDecisive: ({type}) => type === 'asked',
		onTrouble: () => troubles.push(journal.trouble !== null),
	});
	journal.append(ID, first);
	return {disk, clock, notes, troubles, journal, written: () => disk.read(ID)};
}

test('with room, everything is written at once', () => {
	const {journal, written, troubles} = backlogged();
	for (const event of rest) {
		journal.append(ID, event);
	}

	expect(written()).toEqual([first, ...rest]);
	expect(troubles).toEqual([]);
});

describe('a full disk', () => {
	const observed = rest.filter(({type}) => type !== 'asked');

	test('is told, and what happens meanwhile is written in order when there is room', async () => {
		const {journal, disk, clock, written, troubles} = backlogged();
		disk.isFull = true;
		for (const event of observed) {
			journal.append(ID, event);
		}

		expect([written(), journal.read(ID)]).toEqual([[first], [first, ...observed]]);
		expect(wordsFor(journal.trouble as NonNullable<typeof journal.trouble>)).toContain('free some space');
		await clock.advance(60_000);
		expect(troubles).toEqual([true]);
		disk.isFull = false;
		await clock.advance(15_000);
		expect([written(), journal.trouble, troubles]).toEqual([[first, ...observed], null, [true, false]]);
		expect(clock.pauses).toEqual([]);
	});

	test('is tried again by whatever comes next, in the right order', () => {
		const {journal, disk, written} = backlogged();
		const [one, two] = observed as [SessionEvent, SessionEvent];
		disk.isFull = true;
		journal.append(ID, one);
		disk.isFull = false;
		journal.append(ID, two);
		expect(written()).toEqual([first, one, two]);
	});

	test('that fills up again in the middle: nothing twice, nothing missing', async () => {
		const {journal, disk, clock, written} = backlogged();
		disk.isFull = true;
		for (const event of observed) {
			journal.append(ID, event);
		}

		const {append} = disk;
		let room = 2;
		disk.isFull = false;
		disk.append = (id, event) => {
			disk.isFull = room <= 0;
			room -= 1;
			append(id, event);
		};
		await clock.advance(15_000);
		expect(written()).toEqual([first, ...observed.slice(0, 2)]);
		disk.append = append;
		disk.isFull = false;
		await clock.advance(15_000);
		expect(written()).toEqual([first, ...observed]);
	});

	test('lets nothing be done that must be written first, and keeps none of it', async () => {
		const {journal, disk, clock, written} = backlogged();
		disk.isFull = true;
		const asked: SessionEvent = {type: 'asked', at: 0};
		expect(faultOf(() => journal.append(ID, asked)).kind).toBe('daemon');
		disk.isFull = false;
		await clock.advance(60_000);
		expect(written()).toEqual([first]);
	});

	test('for days: what the next report makes superfluous is not kept', () => {
		const {journal, disk} = backlogged();
		disk.isFull = true;
		const reports = Array.from({length: 500}, (_, number): Untimed => {
			return {type: 'reported', report: report({reason: `reason ${number}`})};
		});
		for (const event of timed(reports)) {
			journal.append(ID, event);
		}

		expect(journal.read(ID)).toEqual([first, timed(reports).at(-1)]);
	});

	test('a session that was removed is not written any more', async () => {
		const {journal, disk, clock} = backlogged();
		disk.isFull = true;
		journal.append(ID, observed[0] as SessionEvent);
		journal.remove(ID);
		disk.isFull = false;
		await clock.advance(60_000);
		expect([disk.files.size, journal.trouble]).toEqual([0, null]);
	});

	test('at the end of the daemon: one last try, and what is lost is said', () => {
		const {journal, disk, notes, written} = backlogged();
		disk.isFull = true;
		journal.append(ID, observed[0] as SessionEvent);
		journal.close();
		expect(notes.at(-1)).toContain('not written: 1 events');
		disk.isFull = false;
		journal.close();
		expect(written()).toEqual([first, observed[0]]);
	});
});
