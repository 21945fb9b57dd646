import {readdir, realpath, stat} from 'node:fs/promises';
import {join, relative, resolve, sep} from 'node:path';

/** A line of the file list. */
export type FileEntry = {readonly name: string; readonly isFolder: boolean; readonly bytes: number | null};

/** A folder's entries, folders first; undefined where the path leads out of the root, or to no folder. */
export async function listFiles(root: string, path: string): Promise<readonly FileEntry[] | undefined> {
	const folder = await inside(root, path);
	const entries =
		folder === undefined ? undefined : await readdir(folder, {withFileTypes: true}).catch(() => undefined);
	if (folder === undefined || entries === undefined) {
		return undefined;
	}

	const listed = await Promise.all(
		entries
			.filter(entry => !entry.name.startsWith('.'))
			.map(async entry => ({
				name: entry.name,
				isFolder: entry.isDirectory(),
				bytes: entry.isFile() ? ((await stat(join(folder, entry.name)).catch(() => undefined))?.size ?? null) : null,
			})),
	);
	return listed.sort(
		(one, other) => Number(other.isFolder) - Number(one.isFolder) || one.name.localeCompare(other.name),
	);
}

/** The path's real place, links followed, when that is the root or below it. */
async function inside(root: string, path: string): Promise<string | undefined> {
	const [top, place] = await Promise.all([
		realpath(root),
		path.includes('\0') ? undefined : realpath(resolve(root, join('.', path))).catch(() => undefined),
	]);
	const way = place === undefined ? undefined : relative(top, place);
	return way === undefined || way === '..' || way.startsWith(`..${sep}`) ? undefined : place;
}
