import {expect, test} from 'vitest';
import {nearest} from '../../source/commands/did-you-mean.js';
import {launchdAgent, systemdUnit} from '../../source/commands/service-files.js';
import {columnsOf, cut, fill} from '../../source/commands/width.js';

test.each([
	['', 0],
	['abc', 3],
	['größe', 5],
	['e\u0301', 1],
	['名前', 4],
	['한글', 4],
	['ｗ', 2],
	['🚀', 2],
	['…', 1],
])('%s takes %i columns', (text, columns) => {
	expect(columnsOf(text)).toBe(columns);
});

test('fill and cut are exact, also where a wide character does not fit', () => {
	for (const text of ['', 'a', 'abcdef', '名前名前', 'a名b前c', '🚀🚀🚀']) {
		for (let columns = 1; columns < 12; columns += 1) {
			expect(columnsOf(fill(text, columns))).toBe(columns);
			expect(columnsOf(cut(text, columns))).toBe(Math.min(columns, columnsOf(text)));
		}
	}

	expect(cut('abcdef', 4)).toBe('abc…');
	expect(cut('abc', 0)).toBe('');
});

test.each([
	['lss', 'ls'],
	['hsow', 'show'],
	['clutser', 'cluster'],
	['LOGS', 'logs'],
	['x', null],
	['frobnicate', null],
])('%s is near %s', (word, near) => {
	expect(nearest(word, ['ls', 'show', 'cluster', 'logs', 'new'])).toBe(near);
});

const SERVICE = {
	name: 'hpctui',
	argv: ['/opt/my node/bin/node', '/a%b/$c"d.js', '__daemon'],
	env: {HPCTUI_HOME: '/home/me & you/<x>$HOME'},
	logPath: '/s/daemon.log',
};

test('a systemd unit quotes what systemd would read', () => {
	const unit = systemdUnit(SERVICE);
	expect(unit).toContain('ExecStart="/opt/my node/bin/node" "/a%%b/$$c\\"d.js" "__daemon"\n');
	expect(unit).toContain('Environment="HPCTUI_HOME=/home/me & you/<x>$HOME"\n');
	expect(unit).toContain('WantedBy=default.target');
});

test('a launchd agent is well-formed', () => {
	const agent = launchdAgent(SERVICE);
	expect(agent).toContain('<string>/home/me &amp; you/&lt;x&gt;$HOME</string>');
	expect(agent).toContain('<string>/a%b/$c"d.js</string>');
	const open = agent.match(/<[a-z]+(?: [^>]*)?>/gi) ?? [];
	expect(open.length).toBe((agent.match(/<\/[a-z]+>/gi) ?? []).length);
});
