import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {execa} from 'execa';
import type {Home} from './home.js';
import {asAlice} from './hosts.js';
import {until} from './until.js';

/** `hpctui logs --follow` at work: what it prints goes to a file. */
export type Followed = {
	readonly file: string;
	bytes(): Promise<number>;
	/** Waits until so many bytes more are there than now. */
	grows(bytes: number, timeoutMs?: number): Promise<void>;
	/** Waits until it ends by itself; its exit code and what it complained of. */
	ended(): Promise<{readonly code: number; readonly err: string}>;
};

/** No test follows for longer. */
const FOLLOW_MS = 45 * 60_000;

/** Follows the log of a session. */
export function follow(home: Home, session: string, ...words: readonly string[]): Followed {
	const file = join(home.folder, `${session}.followed`);
	const [command = '', ...rest] = home.argv('logs', session, '--follow', ...words);
	const child = execa(command, rest, {stdin: 'ignore', stdout: {file}, reject: false, timeout: FOLLOW_MS});
	const bytes = async (): Promise<number> => (await stat(file)).size;
	return {
		file,
		bytes,
		async grows(more, timeoutMs = 30_000) {
			const before = await bytes().catch(() => 0);
			await until(
				`${more} bytes more than ${before} of ${session}`,
				async () => (await bytes()) >= before + more,
				timeoutMs,
			);
		},
		async ended() {
			const {exitCode, stderr} = await child;
			return {code: exitCode ?? -1, err: String(stderr)};
		},
	};
}

/** The hash of a file of this machine. */
export async function hashOf(file: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(file), hash);
	return hash.digest('hex');
}

/** The hash of a file on the cluster. */
export async function hashOnCluster(path: string): Promise<string> {
	return (await asAlice(`sha256sum < '${path}'`)).split(' ')[0] ?? '';
}
