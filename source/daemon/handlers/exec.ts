import {Fault} from '../../core/fault.js';
import {placeOf, workdirOf} from '../job-place.js';
import type {Handlers} from '../server.js';
import type {HandlerContext} from './context.js';

/** Calls that run programs on the node of a job. */
export function execHandlers(context: HandlerContext): Pick<Handlers, 'exec.start' | 'exec.end-input'> {
	const {store, desks, executions} = context;
	return {
		async 'exec.start'({session, argv, hasInput}, connection, signal) {
			const found = store.find(session);
			const {footholds} = desks.of(found.request.cluster);
			const foothold = await footholds.on(placeOf(found), signal);
			const command = {argv: checkedArgv(argv), ...workdirOf(found), ...(hasInput ? {} : {stdin: ''})};
			const running = await foothold.link.stream(
				{...foothold.wrap(command, false), isConversation: true},
				connection.signal,
			);
			return executions.serve(running, connection);
		},
		async 'exec.end-input'({execution}, connection) {
			executions.endInput(execution, connection);
			return {};
		},
	};
}

function checkedArgv(argv: readonly string[]): [string, ...string[]] {
	const [program, ...words] = argv;
	if (program === undefined || program === '') {
		throw new Fault('usage', 'a command needs the name of a program', {hint: 'hpctui exec SESSION -- nvidia-smi'});
	}

	return [program, ...words];
}
