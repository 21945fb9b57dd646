import type {State} from '../state.js';
import {framed} from '../text/frame.js';
import type {Row} from '../text/row.js';
import type {Theme} from '../theme.js';

/** What stands in a box over the list: its words, already cut to `width` less the frame. */
export type Dialog = {
	readonly title: Row;
	readonly right?: Row;
	readonly width: number;
	readonly rows: readonly Row[];
};

/** A dialog with its frame, and where on the screen it goes. */
export type PlacedDialog = {
	readonly rows: readonly Row[];
	readonly left: number;
	readonly top: number;
	readonly width: number;
};

/** Puts a dialog into the middle of the window, a little above; what does not fit is cut at its end. */
export function placeDialog(dialog: Dialog, {size}: State, theme: Theme): PlacedDialog {
	const room = Math.max(3, size.rows - 1);
	const height = Math.min(dialog.rows.length + 2, room);
	const {width, title, right = []} = dialog;
	return {
		rows: framed(dialog.rows, {width, height, title, right, isActive: true}, theme),
		left: Math.max(0, Math.floor((size.columns - width) / 2)),
		top: Math.max(0, Math.floor((room - height) / 3)),
		width,
	};
}
