import {readdirSync, readFileSync} from 'node:fs';
import {join, posix, relative, sep} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A file of the repository: its path from the root, with `/`, and what stands in it. */
export type SourceFile = {readonly path: string; readonly text: string};

/** Every file below these folders (or of that name) with one of the endings. */
export function filesBelow(places: readonly string[], endings: RegExp): readonly SourceFile[] {
	return places.flatMap(place => pathsOf(place)).flatMap(path => (endings.test(path) ? [read(path)] : []));
}

/** One file of the repository. */
export function read(path: string): SourceFile {
	return {path, text: readFileSync(join(root, path), 'utf8')};
}

function pathsOf(place: string): readonly string[] {
	if (/\.\w+$/.test(place)) {
		return [place];
	}

	return readdirSync(join(root, place), {withFileTypes: true, recursive: true})
		.filter(entry => entry.isFile() && !/(?:^|[\\/])(?:node_modules|fixtures)(?:[\\/]|$)/.test(entry.parentPath))
		.map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
		.sort();
}

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)(?:'([^'\n]+)'|"([^"\n]+)")/g;

/** What a file imports: static, dynamic, for its effect, as a type, and what it passes on. Ours as paths from the root. */
export function importsOf({path, text}: SourceFile): readonly string[] {
	return [...text.matchAll(IMPORT)].map(([, single, double]) => {
		const name = single ?? double ?? '';
		return name.startsWith('.') ? posix.join(posix.dirname(path), name) : name;
	});
}
