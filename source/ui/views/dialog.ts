import {FOOT} from '../layout.js';
import type {State} from '../state.js';
import type {Row} from '../text/row.js';
import type {Panel} from './panel.js';

/** What stands in a box over the list: its words, already cut to `width` less the frame. */
export type Dialog = {
	readonly title: Row;
	readonly right?: Row;
	readonly width: number;
	readonly rows: readonly Row[];
	/** At the lower left corner, above the line that is typed, instead of in the middle. */
	readonly isBelow?: boolean;
};

/** A dialog in its frame, and where on the screen it goes. */
export type PlacedDialog = {readonly panel: Panel; readonly left: number; readonly top: number};

/** Puts a dialog into the middle of the window, a little above the foot, whose keys are its own; what does not fit is cut at its end. */
export function placeDialog(dialog: Dialog, {size}: State): PlacedDialog {
	const room = Math.max(3, size.rows - FOOT);
	const height = Math.min(dialog.rows.length + 2, room);
	if (dialog.isBelow) {
		return {panel: {...dialog, height, isActive: true}, left: 0, top: Math.max(0, size.rows - FOOT - height)};
	}

	return {
		panel: {...dialog, height, isActive: true},
		left: Math.max(0, Math.floor((size.columns - dialog.width) / 2)),
		top: Math.max(0, Math.floor((room - height) / 3)),
	};
}
