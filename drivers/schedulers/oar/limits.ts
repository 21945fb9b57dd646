import type {Query} from '../../../source/core/command.js';
import type {Limits, Queue} from '../../../source/core/scheduler.js';
import {answerOf, notUnderstood} from './answers.js';
import {type Document, documentsOf, wordIn} from './documents.js';

const ASK = `oarnodes --json && exit
code=$?
[ $code -lt 126 ] && oarnodes --dumper 2>/dev/null && exit
exit $code`;

/**
 * Users cannot ask OAR for its queues or for walltimes: these are in its database and in admission rules. What can be asked for are
 * its resources, of which each is a core on most sites; and two queues are OAR's own everywhere.
 */
export const limits: Query<void, Limits> = {
	plan: () => ({argv: ['sh', '-c', ASK], timeoutMs: 60_000}),
	read(outcome) {
		const text = answerOf(outcome, 'oarnodes');
		const documents = documentsOf(text);
		if (documents === null || text.trim() === '') {
			throw notUnderstood('oarnodes', text);
		}

		const nodes = nodesOf([...documents.values()]);
		const isPreemptible = nodes.filter(({resources}) => resources.some(one => wordIn(one, 'besteffort') === 'YES'));
		return {
			queues: [queueOf('default', true, nodes), queueOf('besteffort', false, isPreemptible)],
			accounts: [],
		};
	},
};

/** A node and its resources in service. */
type Node = {readonly name: string; readonly resources: readonly Document[]};

/** The nodes of resources that run jobs: others are licences, VLANs or storage, of another type. */
function nodesOf(documents: readonly Document[]): readonly Node[] {
	const nodes = new Map<string, readonly Document[]>();
	for (const resource of documents) {
		const name = wordIn(resource, 'network_address');
		if (name !== null && wordIn(resource, 'type') === 'default' && wordIn(resource, 'state') === 'Alive') {
			nodes.set(name, [...(nodes.get(name) ?? []), resource]);
		}
	}

	return [...nodes].map(([name, resources]) => ({name, resources}));
}

function queueOf(name: string, isDefault: boolean, nodes: readonly Node[]): Queue {
	const idle = nodes.filter(({resources}) => resources.every(resource => wordIn(resource, 'jobs') === null));
	const gpus = Math.max(0, ...nodes.map(node => kindsOf(node, 'gpu')));
	const cores = Math.max(0, ...nodes.map(node => kindsOf(node, 'core') || node.resources.length));
	return {
		name,
		isDefault,
		isOpen: nodes.length > 0,
		maxWalltime: null,
		defaultWalltime: null,
		nodesTotal: nodes.length,
		nodesIdle: idle.length,
		cpusPerNode: cores === 0 ? null : cores,
		memoryBytesPerNode: null,
		gres: gpus === 0 ? null : `gpu:${gpus}`,
	};
}

/** How many different values a property has on a node: of cores or GPUs, that many are there. 0 means none. */
function kindsOf({resources}: Node, property: string): number {
	const values = resources.map(resource => wordIn(resource, property)).filter(value => value !== null && value !== '0');
	return new Set(values).size;
}
