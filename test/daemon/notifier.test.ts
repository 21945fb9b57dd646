import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test, vi} from 'vitest';
import {DEFAULT_NOTIFICATIONS, type NotificationSettings} from '../../source/core/notification-settings.js';
import {desktopCommand} from '../../source/daemon/desktop.js';
import {startNotifier} from '../../source/daemon/notifier.js';
import {openStore} from '../../source/daemon/store.js';
import {intended, submitted} from '../core/samples.js';
import {temporaryFolder} from '../core/shells.js';
import {fakeClock} from './support/fake-clock.js';
import {memoryJournal} from './support/memory-journal.js';

/** A program of the person's: a script of sh. */
function program(folder: string, name: string, ...lines: readonly string[]): string {
	const file = join(folder, name);
	writeFileSync(file, `${['#!/bin/sh', ...lines].join('\n')}\n`);
	chmodSync(file, 0o755);
	return file;
}

function notifying(some: Partial<NotificationSettings>, env: NodeJS.ProcessEnv = {}) {
	const notes: string[] = [];
	const announced: string[] = [];
	const store = openStore({journal: memoryJournal(), clock: fakeClock(), note: () => {}});
	const stop = startNotifier({
		store,
		settings: () => ({...DEFAULT_NOTIFICATIONS, ...some}),
		env: {PATH: '/usr/bin:/bin', ...env},
		platform: 'linux',
		announce: ({code}, {desktop, terminal}) => void announced.push(`${code} ${desktop} ${terminal}`),
		note: line => notes.push(line),
	});
	onTestFinished(stop);
	store.begin(intended);
	for (const event of submitted) {
		store.record(intended.id, event as Parameters<typeof store.record>[1]);
	}

	return {
		notes,
		announced,
		warn: (message: string, code = 'walltime-soon') => store.record(intended.id, {type: 'warned', code, message}),
	};
}

describe('a command of the person’s', () => {
	test('is told in its environment, and no text is taken for a command', async () => {
		const folder = temporaryFolder();
		const seen = join(folder, 'seen');
		const say = program(
			folder,
			'say',
			'printf "%s|" "$#" "$1" "$HPCTUI_EVENT" "$HPCTUI_SESSION_NAME" "$HPCTUI_CLUSTER" "$HPCTUI_TEXT" >"$SEEN.new"',
			'mv "$SEEN.new" "$SEEN"',
		);
		const {warn} = notifying({command: [say, 'a word']}, {SEEN: seen});
		const evil = `$(touch ${folder}/evil) "; touch ${folder}/evil`;
		warn(evil);
		await vi.waitUntil(() => existsSync(seen), {timeout: 10_000});
		expect(readFileSync(seen, 'utf8')).toBe(`1|a word|walltime-soon|analysis|iris|${evil}|`);
		expect(existsSync(join(folder, 'evil'))).toBe(false);
	});

	test.each([
		['fails', 'echo no luck >&2; exit 3', /no luck/],
		['is not there', null, /ENOENT/],
	])('that %s is noted, and the screens are told all the same', async (_what, line, words) => {
		const folder = temporaryFolder();
		const command = [line === null ? join(folder, 'nowhere') : program(folder, 'say', line)];
		const {warn, notes, announced} = notifying({command});
		warn('at most 10m of walltime left');
		await vi.waitUntil(() => announced.length === 1, {timeout: 10_000});
		expect(notes).toEqual([
			expect.stringMatching(/^the command for notifications failed \(walltime-soon of analysis\)/),
		]);
		expect(notes[0]).toMatch(words);
	});
});

describe('the desktop', () => {
	test('is told where there is one, and the terminal need not be', async () => {
		const folder = temporaryFolder();
		program(folder, 'notify-send', `printf '%s\\n' "$@" >"${folder}/shown"`);
		const env = {DISPLAY: ':0', PATH: `${folder}:/usr/bin:/bin`};
		const {warn, announced} = notifying({}, env);
		warn('<b>at most</b> 10m & less');
		await vi.waitUntil(() => announced.length === 1, {timeout: 10_000});
		expect(announced).toEqual(['walltime-soon true true']);
		expect(readFileSync(join(folder, 'shown'), 'utf8').split('\n')).toEqual([
			'--app-name=hpctui',
			'--',
			'analysis on iris',
			'&lt;b&gt;at most&lt;/b&gt; 10m &amp; less',
			'',
		]);
	});

	test('that cannot be told is noted once', async () => {
		const folder = temporaryFolder();
		program(folder, 'notify-send', 'echo no server >&2; exit 1');
		const {warn, announced, notes} = notifying({terminal: false}, {DISPLAY: ':0', PATH: `${folder}:/usr/bin:/bin`});
		warn('one', 'a');
		warn('two', 'b');
		await vi.waitUntil(() => announced.length === 2, {timeout: 10_000});
		expect(announced.toSorted()).toEqual(['a false false', 'b false false']);
		expect(notes).toEqual([expect.stringContaining('no server')]);
	});

	test('is none without a session bus or a display; on macOS it is a script that takes the words as arguments', () => {
		const notification = {
			session: '1',
			name: 'a"b',
			cluster: 'iris',
			code: 'idle',
			text: 'x\u001b[31m" & do shell script',
		};
		expect(desktopCommand(notification, 'linux', {})).toBeNull();
		const command = desktopCommand(notification, 'darwin', {}) ?? [];
		expect(command.slice(-2)).toEqual(['a"b on iris', expect.not.stringContaining('\u001b')]);
		expect(command.slice(0, -2).join(' ')).not.toContain('a"b');
	});
});
