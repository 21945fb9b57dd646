import {Fault, type FaultDocument} from '../../core/fault.js';
import {sanitizeText} from '../../core/text.js';

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/**
 * A document of the daemon with each text in it made harmless for a terminal: job names, reasons, node names, errors and
 * prompts were written by strangers. Done once, where documents come in, so that no view can forget it. What is clean
 * already stays the same object.
 */
export function cleanDocument<Value>(value: Value): Value {
	return cleaned(value) as Value;
}

/** A fault as the screen may show it. */
export function cleanFault(error: unknown): FaultDocument {
	return cleanDocument(Fault.from(error).toDocument());
}

function cleaned(value: unknown): unknown {
	if (typeof value === 'string') {
		return PRINTABLE_ASCII.test(value) ? value : sanitizeText(value);
	}

	return typeof value === 'object' && value !== null ? cleanedMembers(value as Record<string, unknown>) : value;
}

function cleanedMembers(whole: Record<string, unknown>): unknown {
	let copy: Record<string, unknown> | undefined;
	for (const name in whole) {
		const member = whole[name];
		const clean = cleaned(member);
		if (clean !== member) {
			copy ??= (Array.isArray(whole) ? [...whole] : {...whole}) as Record<string, unknown>;
			copy[name] = clean;
		}
	}

	return copy ?? whole;
}
