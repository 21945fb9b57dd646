import {notUnderstood} from './answers.js';

/** A job's ClassAd as JSON prints it: numbers, booleans, strings; an expression that was not evaluated is a string. */
export type ClassAd = ReadonlyMap<string, unknown>;

/** The ads of a `-json` answer: an array; nothing at all where older versions found none. */
export function adsOf(text: string, program: string): readonly ClassAd[] {
	const parsed = text.trim() === '' ? [] : parse(text, program);
	if (!Array.isArray(parsed) || !parsed.every(isRecord)) {
		throw notUnderstood(program, text);
	}

	// Names of attributes mean the same in any case.
	return parsed.map(ad => new Map(Object.entries(ad).map(([name, value]) => [name.toLowerCase(), value])));
}

function parse(text: string, program: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw notUnderstood(program, text);
	}
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A whole number of an ad; null where it has none. */
export function numberIn(ad: ClassAd, name: string): number | null {
	const value = ad.get(name.toLowerCase());
	return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A text of an ad; null where it has none, or an empty one. */
export function wordsIn(ad: ClassAd, name: string): string | null {
	const value = ad.get(name.toLowerCase());
	return typeof value === 'string' && value !== '' ? value : null;
}
