import {closeSync, fstatSync, openSync, readSync} from 'node:fs';

const AT_MOST_BYTES = 2_048;
const AT_MOST_LINES = 12;

/** The last lines that were written to a log since an offset in bytes; null: none, or no log. */
export function lastWordsOf(path: string, since: number): string | null {
	let file: number;
	try {
		file = openSync(path, 'r');
	} catch {
		return null;
	}

	try {
		const {size} = fstatSync(file);
		const start = Math.max(since, size - AT_MOST_BYTES);
		const bytes = Buffer.alloc(Math.max(0, size - start));
		readSync(file, bytes, 0, bytes.length, start);
		return bytes.toString('utf8').trim().split('\n').slice(-AT_MOST_LINES).join('\n') || null;
	} finally {
		closeSync(file);
	}
}
