import {Fault} from './fault.js';

/**
 * A whole number in a range.
 *
 * @throws {Fault} `usage`.
 */
export function whole(what: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
	const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
	if (!(number >= least && number <= most)) {
		const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} up` : `from ${least} to ${most}`;
		throw new Fault('usage', `${what} cannot be ${JSON.stringify(text)}`, {hint: `a whole number ${range}`});
	}

	return number;
}

/** A TCP port. */
export function port(what: string, text: string): number {
	return whole(what, text, 1, 65_535);
}
