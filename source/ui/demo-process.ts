import {Fault} from '../core/fault.js';
import {runProgram} from './program.js';

/**
 * Starts the embedded cluster and a session on it, and waits until that is ready.
 *
 * @throws {Fault} `remote` with the program's last words where it failed.
 */
export async function startDemo(env: NodeJS.ProcessEnv): Promise<void> {
	const {code, text} = await runProgram(['demo', '--headless'], env);
	if (code !== 0) {
		throw new Fault('remote', text.trim().split('\n').at(-1) || `the demo ended with exit code ${code}`, {
			hint: 'see: hpctui demo, in a shell',
		});
	}
}
