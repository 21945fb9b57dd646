import {connect} from '../client/connect.js';
import {Fault} from '../core/fault.js';
import {pathsFrom} from '../wire/paths.js';
import {runScreen} from './index.js';

/**
 * Opens the screen on this terminal: starts the daemon where none runs, and finds it again when it was lost. Rejects with
 * `usage` where there is no terminal.
 */
export async function openScreen(
	env: NodeJS.ProcessEnv,
	attach: (session: string) => Promise<string | null>,
): Promise<void> {
	if (!process.stdout.isTTY || !process.stdin.isTTY) {
		throw new Fault('usage', 'the screen needs a terminal', {hint: 'hpctui ls shows the sessions without one'});
	}

	const paths = pathsFrom(env);
	const open = () => connect({paths, env, start: true, canAnswer: true, answersAll: true});
	await runScreen({client: open(), reconnect: open, env, paths, attach});
}
