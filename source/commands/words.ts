import type {Argument} from './command.js';

/** The word for a session that most commands take. */
export const SESSION = {
	help: 'an id, a unique beginning of one, or a name',
	completes: 'session',
} as const satisfies Argument;

/** The word for a cluster. */
export const CLUSTER = {help: 'the name of a cluster', completes: 'cluster'} as const satisfies Argument;
