import {listAliases} from '../../../drivers/transports/common/aliases.js';
import {type Cluster, joinOf, sessionRoute} from '../../core/cluster.js';
import {Fault} from '../../core/fault.js';
import type {Hop} from '../../core/link.js';
import type {ClusterDocument} from '../../wire/calls.js';
import {checkDefaults} from '../check-defaults.js';
import {testCluster} from '../cluster-test.js';
import {pick} from '../registry.js';
import type {Handlers} from '../server.js';
import type {TransportChoice} from '../transport-choice.js';
import {checkChoices} from '../ways.js';
import type {HandlerContext} from './context.js';

type ClusterCalls =
	| 'cluster.add'
	| 'cluster.list'
	| 'cluster.show'
	| 'cluster.remove'
	| 'cluster.hosts'
	| 'cluster.test'
	| 'cluster.login'
	| 'cluster.login-by-others'
	| 'cluster.limits';

export type ClusterHandlerOptions = {
	readonly transportFor: (cluster: Cluster, hops: readonly Hop[]) => TransportChoice;
	readonly resolveHops: (cluster: Cluster) => Promise<readonly Hop[]>;
};

/** Calls about clusters. */
export function clusterHandlers(context: HandlerContext, options: ClusterHandlerOptions): Pick<Handlers, ClusterCalls> {
	const {store, desks, registry, configuration, prompts} = context;
	return {
		async 'cluster.add'(cluster) {
			await check(cluster, context, options);
			refuseWhileInUse(cluster.name, 'changed', context);
			configuration.saveCluster(cluster);
			desks.shut(cluster.name);
			return clusterDocument(cluster.name, context);
		},
		async 'cluster.list'() {
			return configuration.clusters().map(({name}) => clusterDocument(name, context));
		},
		async 'cluster.show'({name}) {
			return clusterDocument(name, context);
		},
		async 'cluster.remove'({name}) {
			configuration.cluster(name);
			refuseWhileInUse(name, 'removed', context);
			desks.shut(name);
			configuration.removeCluster(name);
			return {};
		},
		async 'cluster.hosts'({sshConfig}) {
			return listAliases(sshConfig);
		},
		async 'cluster.test'({name}, connection) {
			const cluster = configuration.cluster(name);
			return testCluster({
				...context,
				cluster,
				site: desks.of(name).site,
				choose: hops => options.transportFor(cluster, hops),
				resolve: () => options.resolveHops(cluster),
				sample: store
					.all()
					.find(session => session.request.cluster === name && session.node !== null && session.end === null),
				onStep: (step, done) => void connection.notify('cluster.testing', {cluster: name, name: step, step: done}),
				signal: connection.signal,
			});
		},
		async 'cluster.login'({name}) {
			await desks.of(name).site.link.get();
			return clusterDocument(name, context);
		},
		async 'cluster.login-by-others'({name}, _connection, signal) {
			const {link} = desks.of(name).site;
			const isAttended = link.gates.some(gate => prompts.isAttended(name, gate));
			await (isAttended ? link.get(signal) : link.getUnlessRefused(signal));
			return {};
		},
		async 'cluster.limits'({name}) {
			const {site} = desks.of(name);
			await site.link.get();
			const driver = await site.scheduler();
			return driver.limits === undefined ? null : driver.limits.read(await site.ask(driver.limits.plan()));
		},
	};

	/** Everything that can be known to be wrong without connecting. */
	async function check(
		cluster: Cluster,
		{registry: drivers}: HandlerContext,
		{resolveHops}: ClusterHandlerOptions,
	): Promise<void> {
		checkChoices({...cluster, route: sessionRoute(cluster)}, drivers);
		checkDefaults(cluster.defaults, drivers.apps.values());
		if (cluster.scheduler !== 'auto') {
			pick(registry.schedulers, 'scheduler', cluster.scheduler);
		}

		if (cluster.transport !== 'auto') {
			pick(registry.transports, 'transport', cluster.transport);
		}

		const hops = cluster.transport === 'local' ? [] : await resolveHops(cluster);
		if (joinOf(cluster) === 'nested' && hops.length < 2) {
			throw new Fault('usage', `the route nested needs a hop whose ssh logs in to ${cluster.host}`, {
				hint: `name it: --hop GATEWAY --host ${cluster.host}`,
			});
		}
	}
}

function refuseWhileInUse(name: string, what: string, {store}: HandlerContext): void {
	const live = store.all().filter(session => session.request.cluster === name && session.end === null);
	if (live.length > 0) {
		throw new Fault('usage', `cluster ${name} cannot be ${what} while sessions live on it`, {
			hint: `stop them first: ${live.map(session => session.name).join(', ')}`,
		});
	}
}

/** A cluster with what is seen of it now. */
export function clusterDocument(name: string, {configuration, desks}: HandlerContext): ClusterDocument {
	const cluster = configuration.cluster(name);
	const site = desks.peek(name)?.site;
	return {
		...cluster,
		link: site?.link.status() ?? {
			state: 'idle',
			hops: [...cluster.hops, cluster.host],
			since: null,
			retryAt: null,
			fault: null,
			roundTripMs: null,
			transport: null,
		},
		counts: {
			schedulerCommands: site?.schedulerCommands.total ?? 0,
			schedulerCommandsLastHour: site?.schedulerCommands.lastHour ?? 0,
			authentications: site?.link.authentications.total ?? 0,
			authenticationsLastHour: site?.link.authentications.lastHour ?? 0,
		},
	};
}
