import {Box, Text} from 'ink';
import {createContext, createElement, memo, use} from 'react';
import type {Row, Segment} from '../text/row.js';
import {type Theme, themeFrom} from '../theme.js';

/** The look of everything below. */
export const ThemeContext = createContext<Theme>(themeFrom({}));

export type RowsProps = {readonly rows: readonly Row[]};

/** Rows one below the other. Each is already as wide as its place: nothing is wrapped here. */
export function Rows({rows}: RowsProps) {
	// A row is its place on the screen, so the rows are fixed children and need no keys.
	return createElement(Box, {flexDirection: 'column'}, ...rows.map(row => createElement(RowView, {row})));
}

/** Drawn again only when something in the row changed. */
const RowView = memo(
	function RowView({row}: {readonly row: Row}) {
		const theme = use(ThemeContext);
		return createElement(Text, {wrap: 'truncate'}, ...row.map(segment => drawn(segment, theme)));
	},
	(before, after) => isSameRow(before.row, after.row),
);

function drawn(segment: Segment, theme: Theme) {
	return createElement(Text, theme.look(segment.role), theme.spell(segment.text));
}

function isSameRow(before: Row, after: Row): boolean {
	return (
		before.length === after.length &&
		before.every((segment, index) => segment.text === after[index]?.text && segment.role === after[index]?.role)
	);
}
