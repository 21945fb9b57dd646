import {cleanup, render} from 'ink-testing-library';
import {afterEach, expect, it} from 'vitest';
import {seg} from '../../source/ui/text/row.js';
import {PanelView} from '../../source/ui/views/panel.js';

afterEach(cleanup);

const ROWS = [[seg('one')], [seg('解析データが長い')], [seg('three')]];

it('draws rows in a frame of exactly its size, with the words that its edge has room for', () => {
	const panel = {width: 16, height: 4, title: [seg('title')], right: [seg('1/3')], rows: ROWS};
	expect(render(<PanelView panel={panel} />).lastFrame()).toBe(
		['╭─ title ──────╮', '│ one          │', '│ 解析データ…  │', '╰──────────────╯'].join('\n'),
	);
});

it('shows both words where there is room for both', () => {
	const panel = {width: 24, height: 3, title: [seg('title')], right: [seg('1/3')], rows: ROWS};
	expect(
		render(<PanelView panel={panel} />)
			.lastFrame()
			?.split('\n')[0],
	).toBe('╭─ title ──────── 1/3 ─╮');
});

it('cuts a title that is longer than the frame', () => {
	const panel = {width: 12, height: 3, title: [seg('much too long')], rows: []};
	expect(
		render(<PanelView panel={panel} />)
			.lastFrame()
			?.split('\n')[0],
	).toBe('╭─ much … ─╮');
});
