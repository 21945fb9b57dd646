import {type Condition, waitFor} from '../client/wait-for.js';
import type {SessionDocument} from '../core/session-document.js';
import type {Context} from './command.js';
import {progressLine} from './state-text.js';
import {within} from './within.js';

/** Which session is waited for, for what, and how long. */
export type Watch = {
	readonly session: string;
	readonly until: Condition;
	/** In seconds. */
	readonly timeoutSeconds: number | undefined;
};

/**
 * Waits for a session, telling each change of its state on stderr where a person reads it.
 *
 * @throws {Fault} `timeout` and what {@link waitFor} throws.
 */
export function watchSession(context: Context, {session, until, timeoutSeconds}: Watch): Promise<SessionDocument> {
	let last = '';
	let name = session;
	const onSight = (seen: SessionDocument): void => {
		const line = progressLine(seen);
		if (line !== last && (context.err.isTerminal || context.isVerbose)) {
			void context.err.write(`${context.err.paint.dim(line)}\n`);
		}

		last = line;
		name = seen.name;
	};
	const late = () => `${name} is not ${until} in time${last === '' ? '' : ` (${last})`}`;
	const {canAnswer, connect} = context;
	return within(timeoutSeconds, late, context.signal, signal =>
		waitFor({connect: () => connect({signal}), session, until, canAnswer, onSight}, signal),
	);
}
