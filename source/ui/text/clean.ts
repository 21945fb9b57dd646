import {sanitizeText} from '../../core/text.js';

const SUSPICIOUS =
	/[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

/**
 * A document of the daemon with each text in it made harmless for a terminal: job names, reasons, node names, errors and
 * prompts were written by strangers. Done once, where documents come in, so that no view can forget it.
 */
export function cleanDocument<Value>(value: Value): Value {
	return cleaned(value) as Value;
}

function cleaned(value: unknown): unknown {
	if (typeof value === 'string') {
		return SUSPICIOUS.test(value) ? sanitizeText(value) : value;
	}

	if (Array.isArray(value)) {
		return value.map(cleaned);
	}

	if (typeof value === 'object' && value !== null) {
		return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cleaned(member)]));
	}

	return value;
}
