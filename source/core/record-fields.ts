import {sanitizeLine} from './text.js';

/** What a program says in one line may be a whole page. */
const LINE_CHARACTERS = 400;

/** A JSON object of a record, of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** The object on a line; null: there is none. */
export function fieldsOf(line: string): Fields | null {
	try {
		return objectOf(JSON.parse(line));
	} catch {
		return null;
	}
}

/** A value that is an object; null: it is none. */
export function objectOf(value: unknown): Fields | null {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** A whole number between two others, both included; null: it is none. */
export function integerOf(value: unknown, least: number, most: number): number | null {
	return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : null;
}

/** A moment in ms, from the seconds in which a record tells it; null: it is none. */
export function instantOf(value: unknown): number | null {
	const seconds = integerOf(value, 0, 1e11);
	return seconds === null ? null : seconds * 1000;
}

/** The name of a signal, without SIG; null: it is none. */
export function signalOf(value: unknown): string | null {
	return typeof value === 'string' && /^[A-Z][A-Z0-9+-]{1,15}$/.test(value) ? value : null;
}

/** Whether it is a name that an app may have for a port, or for what it counts. */
export function isPortName(value: unknown): value is string {
	return typeof value === 'string' && /^[a-z][a-z0-9-]{0,31}$/.test(value);
}

/** A line for a person; null: an empty one, or none. */
export function lineOf(value: unknown): string | null {
	const line = typeof value === 'string' ? sanitizeLine(value).trim() : '';
	return line === '' ? null : line.slice(0, LINE_CHARACTERS);
}

/** What a program said, made harmless and cut; null: nothing. */
export function wordsOf(value: unknown): string | null {
	const text = typeof value === 'string' ? sanitizeLine(value).slice(0, 1000) : '';
	return text === '' ? null : text;
}
