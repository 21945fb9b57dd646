import {readDumper} from './dumper.js';

/** A document of one job or resource, as OAR exports it. Nothing of it is sure: versions and sites differ. */
export type Document = Readonly<Record<string, unknown>>;

/**
 * The documents of an answer by their ids, from JSON or from the notation of Perl's Data::Dumper, which needs no module that a
 * site may lack; null where it is neither. An answer about nothing is empty text.
 */
export function documentsOf(text: string): ReadonlyMap<string, Document> | null {
	const start = text.search(/^\{/m);
	if (start === -1) {
		return text.trim() === '' ? new Map() : null;
	}

	const all = jsonOf(text.slice(start)) ?? readDumper(text.slice(start));
	if (!isDocument(all)) {
		return null;
	}

	const entries = Object.entries(all);
	return entries.every((entry): entry is [string, Document] => isDocument(entry[1])) ? new Map(entries) : null;
}

/** Whether a value is a JSON object: neither a list nor null. */
export function isDocument(value: unknown): value is Document {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of a member; null where there is none, or an empty one. */
export function wordIn(document: Document, name: string): string | null {
	const value = document[name];
	return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
}

/** A number of a member: Perl writes numbers as text now and then. */
export function numberIn(document: Document, name: string): number | null {
	const value = document[name];
	const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** A list of a member; empty where there is none. */
export function listIn(document: Document, name: string): readonly unknown[] {
	const value = document[name];
	return Array.isArray(value) ? value : [];
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
