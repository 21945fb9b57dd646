import {appendFileSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, describe, expect, test, vi} from 'vitest';
import type {SessionEvent} from '../../source/core/session.js';
import {openJournal, parseJournal} from '../../source/daemon/journal.js';
import {everything, intended, report, sessionOf, timed, type Untimed} from '../core/samples.js';
import {temporaryFolder} from '../core/shells.js';
import {faultOf} from '../core/thrown.js';

/** How many bytes the disk still takes; null: as many as one likes. */
const disk = vi.hoisted(() => ({room: null as number | null}));

vi.mock('node:fs', async importOriginal => {
	const fs = await importOriginal<typeof import('node:fs')>();
	return {
		...fs,
		/** As write(2): a part of the bytes where not all of them fit, and ENOSPC where none does. */
		writeSync(descriptor: number, bytes: Uint8Array, offset = 0): number {
			const wanted = bytes.length - offset;
			if (disk.room === null) {
				return fs.writeSync(descriptor, bytes, offset);
			}

			if (disk.room === 0) {
				throw Object.assign(new Error('ENOSPC: no space left on device, write'), {code: 'ENOSPC'});
			}

			const length = Math.min(wanted, disk.room);
			disk.room -= length;
			return fs.writeSync(descriptor, bytes, offset, length);
		},
	};
});

const ID = intended.id;
const history: readonly SessionEvent[] = timed([intended, ...everything]);
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

let folder = '';
let file = '';
beforeEach(() => {
	disk.room = null;
	folder = join(temporaryFolder(), 'state', 'sessions');
	file = join(folder, `${ID}.jsonl`);
});

function written(events: readonly SessionEvent[] = history) {
	const journal = openJournal(folder);
	for (const event of events) {
		journal.append(ID, event);
	}

	return journal;
}

test('what was written is read, in order', () => {
	const journal = written();
	expect(journal.read(ID)).toEqual(history);
	expect(openJournal(folder).readAll()).toEqual([{id: ID, events: history, torn: false}]);
});

test('nobody else can look into it: it holds secrets', () => {
	written();
	expect([modeOf(folder), modeOf(file)]).toEqual(['700', '600']);
});

test('several sessions, oldest first; other files are none of ours', () => {
	const journal = written();
	journal.append('01AAA', {...history[0], at: 0, id: '01AAA'} as SessionEvent);
	writeFileSync(join(folder, 'README'), 'x');
	expect(journal.readAll().map(record => record.id)).toEqual(['01AAA', ID]);
});

test('removed: the file is gone, and that may be said again', () => {
	const journal = written();
	journal.remove(ID);
	journal.remove(ID);
	expect(readdirSync(folder)).toEqual([]);
});

test('cut at every byte: nothing but the last line is lost, and what comes next is readable', () => {
	written();
	const bytes = readFileSync(file);
	const next = {type: 'warned', code: 'x', message: 'näch\u2028ste', at: 1} as const;
	for (let length = 0; length <= bytes.length; length++) {
		const kept = bytes.subarray(0, length);
		writeFileSync(file, kept);
		const whole = history.slice(0, kept.toString('latin1').split('\n').length - 1);
		const isBetween = length === 0 || kept.at(-1) === 10;
		const journal = openJournal(folder);
		expect(journal.readAll()).toEqual([{id: ID, events: whole, torn: !isBetween}]);
		// Nothing of the half line is left for the next one to stick to.
		journal.append(ID, next);
		expect(journal.read(ID)).toEqual([...whole, next]);
	}
});

test('a tail of zeros, as some file systems leave after a power cut', () => {
	written(history.slice(0, 2));
	appendFileSync(file, `${'\0'.repeat(100)}\n`);
	expect(openJournal(folder).readAll()).toEqual([{id: ID, events: history.slice(0, 2), torn: true}]);
	expect(openJournal(folder).readAll()).toEqual([{id: ID, events: history.slice(0, 2), torn: false}]);
});

describe('grown long', () => {
	const reports = Array.from(
		{length: 50},
		(_, index): Untimed => ({
			type: 'reported',
			report: report({reason: `reason ${index}`}),
		}),
	);
	const long = timed([intended, ...everything.slice(0, 8), ...reports]);

	test('is written anew when it is read, and makes the same session', () => {
		const before = written(long);
		const [record] = before.readAll();
		expect(record?.events.length).toBe(long.length - 49);
		expect(sessionOf(record?.events ?? [])).toEqual(sessionOf(long));
		expect(before.read(ID)).toEqual(record?.events);
		expect([readdirSync(folder), modeOf(file)]).toEqual([[`${ID}.jsonl`], '600']);
	});

	test('stays as it is where there is no room for a second copy', () => {
		const journal = written(long);
		disk.room = 10;
		expect(journal.readAll()[0]?.events).toHaveLength(long.length - 49);
		expect(journal.read(ID)).toEqual(long);
		expect(readdirSync(folder)).toEqual([`${ID}.jsonl`]);
	});

	test('the copy of a daemon that was killed while it wrote is not read', () => {
		written(long);
		writeFileSync(`${file}.new`, 'half of');
		expect(openJournal(folder).readAll()).toHaveLength(1);
		expect(existsSync(`${file}.new`)).toBe(false);
	});
});

describe('a full disk', () => {
	test('is a fault that says what to do', () => {
		const journal = written();
		disk.room = 0;
		const fault = faultOf(() => journal.append(ID, history[1] as SessionEvent));
		expect(fault).toMatchObject({kind: 'daemon', retry: 'later', hint: expect.stringContaining('free some space')});
		expect(fault.facts['said']).toContain('ENOSPC');
	});

	test.each([0, 1, 20])('that takes %d bytes more leaves no half line: later events are read', room => {
		const journal = written(history.slice(0, 3));
		disk.room = room;
		expect(faultOf(() => journal.append(ID, history[3] as SessionEvent)).kind).toBe('daemon');
		disk.room = null;
		journal.append(ID, history[4] as SessionEvent);
		expect(openJournal(folder).readAll()).toEqual([
			{id: ID, events: [...history.slice(0, 3), history[4]], torn: false},
		]);
	});

	test.runIf(existsSync('/dev/full'))('of a real device', () => {
		const journal = openJournal(folder);
		symlinkSync('/dev/full', file);
		expect(faultOf(() => journal.append(ID, history[0] as SessionEvent)).facts['said']).toContain('ENOSPC');
	});
});

test.each([
	['', 0, false],
	['{"type":"asked"}', 0, true],
	['{"type":"asked"}\n', 1, false],
	['{"type":"asked"}\n{"ty', 1, true],
	['{"type":"asked"}\nnonsense\n{"type":"asked"}\n', 1, true],
	['\n', 0, true],
])('%j holds %d events', (text, count, torn) => {
	expect(parseJournal(ID, text)).toMatchObject({events: {length: count}, torn});
});
