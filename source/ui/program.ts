import {spawn} from 'node:child_process';
import {sanitizeText} from '../core/text.js';
import type {Candidate} from './command-line.js';

/** What a command of ours said, stdout and stderr as they came, made harmless; and its exit code, null where a signal ended it. */
export type ProgramEnd = {readonly code: number | null; readonly text: string};

/** More than anybody reads in a dialog; a log has its pane. */
const TEXT_MAX = 256 * 1024;

/**
 * Runs this very program with other words, as a person would in another terminal. Questions of servers come to the
 * screen: the command itself has no terminal. Rejects where no process can be started.
 */
export async function runProgram(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<ProgramEnd> {
	const child = spawn(process.execPath, [process.argv[1] ?? '', ...argv], {env, stdio: ['ignore', 'pipe', 'pipe']});
	let text = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (piece: string) => {
			text = (text + piece).slice(0, TEXT_MAX);
		});
	}

	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	return {code, text: sanitizeText(text)};
}

/** What may stand for the last of the words, by the program's own completion (`__complete`); none where it cannot tell. */
export async function completionsOf(words: readonly string[], env: NodeJS.ProcessEnv): Promise<readonly Candidate[]> {
	const {code, text} = await runProgram(['__complete', '--', ...words], env);
	return code === 0 ? readCompletions(text) : [];
}

/** Lines `WORD<TAB>WHAT`. */
export function readCompletions(text: string): readonly Candidate[] {
	return text
		.split('\n')
		.filter(line => line !== '')
		.map(line => {
			const [word = '', what = ''] = line.split('\t');
			return {word, what};
		});
}
