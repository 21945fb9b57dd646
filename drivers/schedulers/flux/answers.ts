import {schedulerClient} from '../common/client.js';

/** Reads the ends of Flux's commands; the words of a silent broker are those of its sources (handle.py, connector_local.c, errno). */
export const {saidBy, failureOf, answerOf, notUnderstood, requireAccepted} = schedulerClient({
	title: 'Flux',
	silent: [
		/unable to connect to flux/i,
		/broker socket .* was not found/i,
		/connection (?:refused|reset)|lost connection|host is unreachable|no route to host/i,
		/connection timed out|operation timed out/i,
		// Flux's words (ENOSYS) for a broker without its job manager: it starts, or stops.
		/function not implemented|no service matching/i,
	],
	prefix: /^flux(?:-\w+)*: (?:(?:ERROR|error): )?/,
});
