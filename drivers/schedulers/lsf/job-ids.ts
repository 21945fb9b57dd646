import {Fault} from '../../../source/core/fault.js';

/** `4242`, or an element of an array, `4242[7]`; never 0, which stands for all jobs of the user (bkill(1)). */
const ID = /^[1-9]\d*(?:\[\d+\])?$/;

/** Whether the text can be an id. */
export function isId(text: string): boolean {
	return ID.test(text);
}

/** The text as an id, for commands that change something: what is none is the caller's mistake. */
export function requireId(text: string): string {
	if (!isId(text)) {
		throw new Fault('usage', `not an LSF job id: ${JSON.stringify(text)}`, {hint: 'for example 4242, or 4242[7]'});
	}

	return text;
}
