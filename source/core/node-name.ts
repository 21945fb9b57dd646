import {Fault} from './fault.js';
import {isHostName} from './record-entry.js';

/**
 * The name of a job's node itself. The scheduler or a file of the job told it, so it is not trusted: `user@host` would log in as
 * somebody else, `-oProxyCommand=` would be an option.
 *
 * @throws {Fault} `parse` where it is no host name.
 */
export function checkedNode(node: string): string {
	if (!isHostName(node)) {
		throw new Fault('parse', `${JSON.stringify(node)} is no name of a node`, {
			hint: 'the scheduler or the job named it: see hpctui show',
			facts: {node},
		});
	}

	return node;
}
