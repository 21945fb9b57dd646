import {expect} from 'vitest';
import type {Home} from './home.js';
import {jobs, sessionFolders} from './hosts.js';

/** What sessions leave: jobs, folders on the cluster, and what the program itself lists. */
type Traces = {
	readonly jobs: readonly string[];
	readonly folders: readonly string[];
	readonly sessions: readonly unknown[];
};

/** Looks at what is there, so that a test can say that something left nothing behind. */
export async function tracesOf(home: Home): Promise<Traces> {
	const [listed, folders, sessions] = await Promise.all([
		jobs(),
		sessionFolders(),
		home.json<readonly unknown[]>('ls', '--all'),
	]);
	return {jobs: listed, folders, sessions};
}

/** No job, no folder, no session more than before. */
export async function expectNothingLeft(home: Home, before: Traces): Promise<void> {
	expect(await tracesOf(home)).toEqual(before);
}
