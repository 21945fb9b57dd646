import {describe, expect, test} from 'vitest';
import {RecordReader, readRecord} from '../../source/core/record.js';

const started = {
	type: 'started',
	at: 1_795_229_169,
	host: 'iris-013.cluster',
	jobId: '4242',
	pid: 77,
	interfaces: [
		{name: 'em1', linkType: 1, isUp: true, addresses: ['172.17.6.55', 'fe80::1', '2001:db8::5']},
		{name: 'ib0', linkType: 32, isUp: true, addresses: ['10.1.1.55']},
	],
	defaultInterface: 'em1',
	ports: {notebook: 20_123},
};

function bytesOf(...lines: readonly unknown[]): Uint8Array {
	const text = lines.map(line => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
	return new TextEncoder().encode(`${text}\n`);
}

/** The entries and the notes of these lines. */
function read(...lines: readonly unknown[]) {
	const notes: string[] = [];
	return {entries: readRecord(bytesOf(...lines), note => notes.push(note)), notes};
}

describe('readRecord', () => {
	test('reads what the job script writes', () => {
		const {entries, notes} = read(
			started,
			{type: 'serving', port: 'notebook', number: 20_124},
			{type: 'evidence', port: 'notebook', values: {baseUrl: '/x/', token: 'abc'}},
			{type: 'setup-failed', line: 'module load nix', code: 1},
			{type: 'signalled', at: 1_795_229_170, signal: 'TERM'},
			{type: 'exited', at: 1_795_229_171, code: null, signal: 'TERM', signalled: 'job'},
		);
		expect(notes).toEqual([]);
		expect(entries).toEqual([
			{
				type: 'started',
				at: 1_795_229_169_000,
				jobId: '4242',
				pid: 77,
				node: {
					host: 'iris-013.cluster',
					interfaces: [
						{name: 'em1', linkType: 1, isUp: true, addresses: ['172.17.6.55', '2001:db8::5']},
						{name: 'ib0', linkType: 32, isUp: true, addresses: ['10.1.1.55']},
					],
					defaultInterface: 'em1',
				},
				ports: {notebook: 20_123},
			},
			{type: 'serving', port: 'notebook', number: 20_124},
			{type: 'evidence', port: 'notebook', values: {baseUrl: '/x/', token: 'abc'}},
			{type: 'setup-failed', line: 'module load nix', code: 1},
			{type: 'signalled', at: 1_795_229_170_000, signal: 'TERM'},
			{type: 'exited', at: 1_795_229_171_000, code: null, signal: 'TERM', signalled: 'job', said: null},
		]);
	});

	test('a requeued job starts twice, and a torn line between is skipped', () => {
		const {entries, notes} = read(started, '{"type":"exi', '', {...started, host: 'iris-014'});
		expect(entries.map(entry => entry.type === 'started' && entry.node.host)).toEqual(['iris-013.cluster', 'iris-014']);
		expect(notes).toHaveLength(1);
	});

	test.each([
		['an ssh option', '-oProxyCommand=touch /tmp/x'],
		['a shell command', 'node;reboot'],
		['a space', 'node 1'],
		['an escape sequence', '\u001b[31mnode'],
		['nothing', ''],
		['too long', 'n'.repeat(300)],
		['a number', 7],
	])('a host that is %s is no start', (_name, host) => {
		const {entries, notes} = read({...started, host});
		expect(entries).toEqual([]);
		expect(notes).toHaveLength(1);
		expect(notes[0]).not.toMatch(/[\u0000-\u001f]/);
	});

	test('a host may be a literal address', () => {
		expect(read({...started, host: '10.1.2.3'}).entries).toHaveLength(1);
		expect(read({...started, host: 'fd00::1'}).entries).toHaveLength(1);
	});

	test('hostile values of a start are left out', () => {
		const {entries} = read({
			...started,
			jobId: '$(reboot)',
			pid: -1,
			interfaces: [
				{
					name: 'ib0',
					linkType: 'x',
					isUp: 'yes',
					addresses: ['10.0.0.1', 'localhost', '169.254.1.1', '999.1.1.1', 5, '::'],
				},
				{name: '-x y', linkType: 1, isUp: true, addresses: ['10.0.0.2']},
				null,
				'text',
			],
			defaultInterface: '$(x)',
			ports: {notebook: 0, other: 70_000, 'UPPER CASE': 5, good: 1, __proto__: 3},
		});
		expect(entries).toEqual([
			{
				type: 'started',
				at: 1_795_229_169_000,
				jobId: null,
				pid: null,
				node: {
					host: 'iris-013.cluster',
					interfaces: [{name: 'ib0', linkType: null, isUp: false, addresses: ['10.0.0.1']}],
					defaultInterface: null,
				},
				ports: {good: 1},
			},
		]);
	});

	test.each([
		['no JSON', 'Segmentation fault'],
		['no object', '[1]'],
		['an unknown type', {type: 'greeting'}],
		['no type', {}],
		['serving no port', {type: 'serving', port: 'notebook', number: 65_536}],
		['serving a strange name', {type: 'serving', port: '../x', number: 80}],
		['an end without a reason', {type: 'exited', code: null, signal: null}],
		['an end with a strange code', {type: 'exited', code: 1e9, signal: null}],
		['a strange signal', {type: 'signalled', signal: 'rm -rf'}],
		['a failed setup without a line', {type: 'setup-failed', code: 1}],
	])('%s is skipped with a note', (_name, line) => {
		expect(read(line)).toMatchObject({entries: [], notes: [expect.any(String)]});
	});

	test('text for people has no escape sequences', () => {
		const {entries} = read({type: 'setup-failed', line: 'module \u001b]0;x\u0007load', code: 1});
		expect(entries).toEqual([{type: 'setup-failed', line: 'module load', code: 1}]);
	});
});

describe('RecordReader', () => {
	test('lines may be cut anywhere', () => {
		const bytes = bytesOf(started, {type: 'exited', at: 1, code: 0, signal: null, signalled: null});
		for (let cut = 0; cut <= bytes.length; cut++) {
			const reader = new RecordReader();
			const entries = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))];
			expect(entries.map(({type}) => type)).toEqual(['started', 'exited']);
		}
	});

	test('a line without an end does not fill the memory, and the next one is read', () => {
		const notes: string[] = [];
		const reader = new RecordReader(note => notes.push(note));
		for (let piece = 0; piece < 100; piece++) {
			expect(reader.push(new Uint8Array(64 * 1024).fill(120))).toEqual([]);
		}

		expect(reader.push(bytesOf('', {type: 'serving', port: 'a', number: 1}))).toHaveLength(1);
		expect(notes).toEqual(['a line of the record is too long and was skipped']);
	});

	test('forgets a half line when the record begins anew', () => {
		const reader = new RecordReader();
		reader.push(new TextEncoder().encode('{"type":"ser'));
		reader.reset();
		expect(reader.push(bytesOf({type: 'serving', port: 'a', number: 1}))).toHaveLength(1);
	});
});
