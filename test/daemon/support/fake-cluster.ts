import type {Command, Outcome} from '../../../source/core/command.js';
import type {Hop, Link} from '../../../source/core/link.js';
import {sendOrder} from '../../../source/core/orders.js';
import {stage, unstage} from '../../../source/core/staging.js';
import {fakeFollower} from './fake-follower.js';
import {type FakeScheduler, fakeScheduler} from './fake-scheduler.js';
import {outcomeOf, type ScriptedLink, scriptedLink} from './scripted-link.js';

const HOME = '/home/u/.hpctui/sessions';
const STAGE = stage.plan({id: ''}).argv[2];
const SEND = sendOrder.plan({folder: '', id: 'A', words: []}).argv[2];
const UNSTAGE = unstage('').argv[2];

/** A login host in memory: its scheduler, its files, and the ports of its nodes. It outlives every daemon. */
export type FakeCluster = {
	readonly scheduler: FakeScheduler;
	/** What lies in each file, by its path. */
	readonly files: ReadonlyMap<string, string>;
	/** Something on the cluster writes. */
	write(path: string, more: string): void;
	/** Answers `host:port` of a node; absent: refused. */
	readonly services: Map<string, () => ReturnType<Link['connect']>>;
	/** Each thing that is done here goes through this: a test may delay it, or let it never come about. */
	around: <Value>(what: string, effect: () => Value) => Value | Promise<Value>;
	link(hop: Hop): ScriptedLink;
};

export function fakeCluster(): FakeCluster {
	const scheduler = fakeScheduler();
	const files = new Map<string, string>();
	const follower = fakeFollower(files);
	const services: FakeCluster['services'] = new Map();

	function run(command: Command): Outcome {
		const [program, , script, , word = ''] = command.argv;
		if (program === 'fake') {
			return scheduler.run(command);
		}

		if (script === STAGE) {
			return outcomeOf(`${HOME}/${word}\n`);
		}

		if (script === SEND) {
			const [, , , , folder = '', id = '', words = ''] = command.argv;
			files.set(`${folder}/orders/${id}`, words);
		}

		if (script === UNSTAGE) {
			for (const path of [...files.keys()].filter(each => each.startsWith(`${word}/`))) {
				files.delete(path);
			}
		}

		return outcomeOf('');
	}

	const cluster: FakeCluster = {
		scheduler,
		files,
		services,
		around: (_what, effect) => effect(),
		write(path, more) {
			files.set(path, (files.get(path) ?? '') + more);
			follower.changed(path);
		},
		link: hop =>
			scriptedLink({
				hop,
				run: command => cluster.around(command.argv.slice(0, 2).join(' '), () => run(command)),
				put: (path, text) => cluster.around(`put ${path}`, () => void files.set(path, text)),
				stream: command => Promise.resolve(follower.start(command)),
				connect(endpoint) {
					const key = 'path' in endpoint ? endpoint.path : `${endpoint.host}:${endpoint.port}`;
					return services.get(key)?.() ?? Promise.reject(follower.refused(key));
				},
			}),
	};
	return cluster;
}
