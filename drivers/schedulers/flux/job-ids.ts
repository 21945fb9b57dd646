import {Fault} from '../../../source/core/fault.js';

/** F58 as commands print it, `ƒ2WCDeXo` or in ASCII `f2WCDeXo` (RFC 19); people may have a decimal one too. */
const ID = /^(?:[fƒ][1-9A-HJ-NP-Za-km-z]{1,12}|\d{1,20})$/u;

/** Whether the text can be an id. */
export function isId(text: string): boolean {
	return ID.test(text);
}

/** The text as an id, for commands that change something: what is none is the caller's mistake. */
export function requireId(text: string): string {
	if (!isId(text)) {
		throw new Fault('usage', `not a Flux job id: ${JSON.stringify(text)}`, {hint: 'for example f2WCDeXo'});
	}

	return plain(text);
}

/** The same id in ASCII: terminals and locales disagree about `ƒ`, and Flux takes both. */
export function plain(id: string): string {
	return id.replace(/^ƒ/u, 'f');
}
