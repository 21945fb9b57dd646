import type {Link} from '../../../source/core/link.js';
import {carrierOf} from './carriers.js';
import {put} from './put.js';
import {run, type Shells, stream} from './run.js';

/** What a link does by commands at its far side: the same for every transport, however it starts a shell there. */
export function commandsBy(shells: Shells): Pick<Link, 'run' | 'stream' | 'carry' | 'put'> {
	return {
		run: (command, signal) => run(shells, command, signal),
		stream: (command, signal) => stream(shells, command, signal),
		carry: carrierOf(shells),
		put: (path, bytes, mode) => put(shells, path, bytes, mode),
	};
}
