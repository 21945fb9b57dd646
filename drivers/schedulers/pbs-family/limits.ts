import {type Query, textOf} from '../../../source/core/command.js';
import type {Limits, Queue} from '../../../source/core/scheduler.js';
import {failureOf, notUnderstood} from './answers.js';
import {type PbsRecord, recordsOf} from './records.js';
import {walltimeOf} from './times.js';

/** The server, for its default queue, and the queues. PBS has no list of accounts. */
const LIMITS = `qstat -B -f || exit
printf '\\035\\n'
qstat -Q -f`;

export const limits: Query<void, Limits> = {
	plan: () => ({argv: ['sh', '-c', LIMITS], timeoutMs: 90_000}),
	read(outcome) {
		if (outcome.code !== 0) {
			throw failureOf(outcome, 'qstat');
		}

		const text = textOf(outcome.stdout);
		const [server = '', queues = ''] = text.split('\x1d\n');
		const [told] = recordsOf(server) ?? [];
		const found = recordsOf(queues);
		if (told?.kind !== 'server' || found === null) {
			throw notUnderstood('qstat -Q', text);
		}

		return {queues: found.filter(({kind}) => kind === 'queue').map(record => queueOf(record, told)), accounts: []};
	},
};

/** A queue without limits of its own has those of the server. Which nodes it has is told nowhere. */
function queueOf({id, attributes}: PbsRecord, server: PbsRecord): Queue {
	const limit = (name: string) => walltimeOf(attributes.get(name) ?? server.attributes.get(name));
	return {
		name: id,
		isDefault: server.attributes.get('default_queue') === id,
		isOpen: attributes.get('enabled') === 'True' && attributes.get('started') === 'True',
		maxWalltime: limit('resources_max.walltime'),
		defaultWalltime: limit('resources_default.walltime'),
		nodesTotal: null,
		nodesIdle: null,
		cpusPerNode: null,
		memoryBytesPerNode: null,
		gres: null,
	};
}
