import {connect} from '../../client/connect.js';
import {Fault} from '../../core/fault.js';
import {pathsFrom} from '../../wire/paths.js';
import type {TerminalWish} from './attachment.js';
import {runAttachment} from './run-attachment.js';

/** `hpctui attach`: shows a terminal until the person leaves it; answers what is to be said of its end. */
export async function openAttach(env: NodeJS.ProcessEnv, wish: TerminalWish): Promise<string | null> {
	if (!process.stdout.isTTY || !process.stdin.isTTY) {
		throw new Fault('usage', 'attach needs a terminal', {
			hint: 'for a command without one: hpctui exec SESSION -- COMMAND',
		});
	}

	const paths = pathsFrom(env);
	return runAttachment({env, wish, connect: () => connect({paths, env, start: true, canAnswer: true})});
}
