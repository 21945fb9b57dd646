import type {Row} from '../text/row.js';

/** A row's words, without what only draws. */
export function rowText(row: Row): string {
	return row
		.map(({text}) => text)
		.join('')
		.replaceAll(/[━╌─│]+/g, ' ')
		.replaceAll(/\s+/g, ' ')
		.trim();
}
