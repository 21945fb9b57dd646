import {fileURLToPath} from 'node:url';
import {inHost} from './hosts.js';
import {NODE} from './places.js';

const CLIENT = fileURLToPath(new URL('jupyter-client.ts', import.meta.url));

/** What a notebook's client saw: the kernel that ran the code, what it printed, and the names in the folder. */
export type Answer = {readonly kernel: string; readonly printed: string; readonly names: readonly string[]};

/** Runs code in a notebook through its URL, from the laptop; in a kernel that is there already, or in a new one. */
export async function runInNotebook(url: string, code: string, kernel: string | null = null): Promise<Answer> {
	// On standard input: the URL holds the token, which must stand on no command line.
	const input = JSON.stringify({url, code, kernel});
	return JSON.parse(await inHost('laptop', [NODE, CLIENT], {input, timeoutMs: 90_000})) as Answer;
}
