import {readFile, rm, writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';

/** What a daemon's environment needs, so that it can be killed at a moment; see preload.js. */
export function killEnv(file: string): Record<string, string> {
	const preload = fileURLToPath(new URL('preload.js', import.meta.url));
	return {NODE_OPTIONS: `--import=${preload}`, HPCTUI_TEST_KILL: file};
}

/** From now on the next daemon that starts is killed at this moment of its next submission. */
export async function orderKill(file: string, moment: number): Promise<void> {
	await rm(`${file}.killed`, {force: true});
	await writeFile(file, String(moment));
}

/** At which moment a daemon was killed, in words; null: it did not come so far. */
export async function killedAt(file: string): Promise<string | null> {
	return readFile(`${file}.killed`, 'utf8').catch(() => null);
}
