import {Box} from 'ink';
import {use} from 'react';
import {fitRow, type Row, rowWidth, seg} from '../text/row.js';
import type {Look} from '../theme.js';
import {Rows, ThemeContext} from './rows.js';

/** Rows in a frame of exactly this size, with words in its upper edge. Too many rows are cut. */
export type Panel = {
	readonly width: number;
	readonly height: number;
	readonly title: Row;
	/** At the right end of the upper edge; left out where there is no room. */
	readonly right?: Row;
	readonly rows: readonly Row[];
	readonly isActive?: boolean;
	/** Blanks between the frame's sides and the rows: one, unless told otherwise. */
	readonly padding?: number;
};

export type PanelViewProps = {readonly panel: Panel};

/**
 * The frame is Ink's own border and the words lie over it. Drawn as text it would be measured, sign by sign: that was
 * half of the time of the first frame.
 */
export function PanelView({panel}: PanelViewProps) {
	const theme = use(ThemeContext);
	const {width, height, rows, padding = 1, isActive = false} = panel;
	const {topLeft, topRight, bottomLeft, bottomRight, across, down} = theme.glyphs.frame;
	const style = {topLeft, topRight, bottomLeft, bottomRight, top: across, bottom: across, left: down, right: down};
	const inner = width - 2 - 2 * padding;
	const blank = seg(' '.repeat(padding));
	const shown = rows.slice(0, Math.max(0, height - 2)).map((row): Row => [blank, ...fitRow(row, inner), blank]);
	const {title, right, rightAt} = edgeWords(panel);
	return (
		<Box width={width} height={height}>
			<Box width={width} height={height} borderStyle={style} {...borderLook(theme.look(isActive ? 'accent' : 'frame'))}>
				<Rows rows={shown} />
			</Box>
			<EdgeWords row={title} left={2} />
			<EdgeWords row={right} left={rightAt} />
		</Box>
	);
}

function EdgeWords({row, left}: {readonly row: Row; readonly left: number}) {
	return row.length === 0 ? null : (
		<Box position="absolute" top={0} left={left} width={rowWidth(row)} height={1}>
			<Rows rows={[row]} />
		</Box>
	);
}

function edgeWords({width, title, right = []}: Panel): {title: Row; right: Row; rightAt: number} {
	const room = width - 4;
	const words = rowWidth(title) === 0 ? [] : spaced(rowWidth(title) > room - 2 ? fitRow(title, room - 2) : title);
	const others = rowWidth(right) === 0 ? [] : spaced(right);
	const fits = rowWidth(words) + rowWidth(others) + 1 <= room;
	return {title: words, right: fits ? others : [], rightAt: width - 2 - rowWidth(others)};
}

function spaced(row: Row): Row {
	return [seg(' '), ...row, seg(' ')];
}

function borderLook({color, dimColor}: Look) {
	return {...(color === undefined ? {} : {borderColor: color}), borderDimColor: dimColor ?? false};
}
