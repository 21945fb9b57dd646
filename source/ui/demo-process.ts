import {spawn} from 'node:child_process';
import {Fault} from '../core/fault.js';

/** What is kept of the words of a demo that did not start. */
const WORDS_MAX = 2000;

/**
 * Runs `hpctui demo --headless` as a person would in another terminal, and waits for its session.
 *
 * @throws {Fault} `remote` with its last words where it failed.
 */
export async function startDemo(env: NodeJS.ProcessEnv): Promise<void> {
	const argv = [process.argv[1] ?? '', 'demo', '--headless'];
	const child = spawn(process.execPath, argv, {env, stdio: ['ignore', 'ignore', 'pipe']});
	let said = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		said = (said + text).slice(-WORDS_MAX);
	});
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	if (code !== 0) {
		throw new Fault('remote', said.trim() || `the demo ended with exit code ${code}`, {
			hint: 'hpctui demo, in a shell',
		});
	}
}
