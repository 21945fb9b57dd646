import {readFile, rename, writeFile} from 'node:fs/promises';
import type {CellKind} from './messages.js';

/** A cell as it is kept: what stands in it, and what it last printed. */
export type KeptCell = {readonly kind: CellKind; readonly source: string; readonly events: readonly unknown[]};

/** The cells of the page: kept in a file, so that a reload, or another browser, finds them. */
export type Notebook = {readonly cells: readonly KeptCell[]};

/** The notebook in the first of these files that holds one; empty where none does. */
export async function readNotebook(...paths: readonly string[]): Promise<Notebook> {
	for (const path of paths) {
		const notebook = parseNotebook(await readFile(path, 'utf8').catch(() => ''));
		if (notebook !== undefined) {
			return notebook;
		}
	}

	return {cells: []};
}

/** Writes the file, whole or not at all. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
	const draft = `${path}.draft`;
	await writeFile(draft, `${JSON.stringify(notebook, null, '\t')}\n`, {mode: 0o600});
	await rename(draft, path);
}

/** The notebook in this text, or undefined where it is none. */
export function parseNotebook(text: string): Notebook | undefined {
	try {
		const value: unknown = JSON.parse(text);
		const cells: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'cells') : undefined;
		return Array.isArray(cells) && cells.every(isCell) ? {cells} : undefined;
	} catch {
		return undefined;
	}
}

function isCell(value: unknown): value is KeptCell {
	if (typeof value !== 'object' || value === null) {
		return false;
	}

	const {kind, source, events}: {kind?: unknown; source?: unknown; events?: unknown} = value;
	return (kind === 'js' || kind === 'sh' || kind === 'note') && typeof source === 'string' && Array.isArray(events);
}
