import {Fault} from '../../../source/core/fault.js';

/** OAR's ids are numbers, of array jobs too: each job of an array has one of its own. */
export function isId(text: string): boolean {
	return /^[1-9]\d{0,9}$/.test(text);
}

/** The same id; a fault of kind `usage` for what cannot be one. */
export function requireId(text: string): string {
	if (!isId(text)) {
		throw new Fault('usage', `not the id of a job of OAR: ${JSON.stringify(text)}`, {hint: 'ids are numbers: 4242'});
	}

	return text;
}
