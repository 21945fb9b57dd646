import {expect, test} from 'vitest';
import {catchUp} from '../../../../source/ui/attach/spoken/catching-up.js';
import {type Heard, hear, UNHEARD} from '../../../../source/ui/attach/spoken/hearing.js';

const numbers = Array.from({length: 300}, (_, index) => String(index + 1));
const openIn = (lines: readonly string[]): Heard => ({
	lines,
	open: {line: lines.length - 1, text: lines.at(-1) ?? ''},
});

test.each<[name: string, heard: Heard, kept: readonly string[], said: string | null]>([
	[
		'a burst',
		openIn(['a', 'b', 'c', '$ seq']),
		['x', 'a', 'b', 'c', '$ seq 300', ...numbers, '$'],
		` 300\n${numbers.join('\n')}\n$`,
	],
	[
		'the same command once more',
		openIn(['$ seq 2', '1', '2', '$ seq 2']),
		['$ seq 2', '1', '2', '$ seq 2', '1', '2', '$'],
		'\n1\n2\n$',
	],
	['in the middle of it', openIn(['7', '8', '9', '']), numbers, numbers.slice(9).join('\n')],
	['blank lines between', openIn(['a', '', 'b', '', 'c', '$ x']), ['a', '', 'b', '', 'c', '$ x', '', 'y'], '\n\ny'],
	['from the first prompt on', openIn(['$ ']), ['$ seq 300', ...numbers, '$'], `seq 300\n${numbers.join('\n')}\n$`],
	['with a hidden cursor', {lines: ['1', '2', '3'], open: null}, numbers, numbers.slice(3).join('\n')],
	['another program that has the screen', openIn(['~', '~', '~', 'file 1,1']), ['$ vim', 'other', 'page'], null],
	['nothing was heard', UNHEARD, numbers, null],
	['nothing is kept', openIn(['a', '$ ']), [], null],
])('what a tmux kept and never drew: %s', (_name, heard, kept, said) => {
	const caught = catchUp(heard, kept, 24);
	expect(caught === null ? null : hear(heard, caught).text).toBe(said);
});

test('what was caught up with is heard, so that it is not said again', () => {
	const before = openIn(['a', 'b', 'c', '$ seq 300']);
	const caught = catchUp(before, ['a', 'b', 'c', '$ seq 300', ...numbers, '$'], 24);
	const {heard} = hear(before, caught ?? expect.fail());
	const screen = [...numbers.slice(-23), '$ '];
	const now = {lines: screen, screenAt: 0, cursor: 23, isFullScreen: true, isFull: true, hasGap: false};
	expect(hear(heard, now)).toMatchObject({text: ' ', isOnward: true, isTorn: false});
});
