import type {ClusterDocument} from '../wire/calls.js';
import {defineCommand} from './command.js';
import type {Output} from './output.js';
import {table} from './table.js';

export const clusterLs = defineCommand({
	name: 'cluster ls',
	summary: 'the clusters',
	options: {},
	args: {},
	async run({context}) {
		const client = await context.connect();
		const clusters = await client.call('cluster.list', {}, context.signal);
		await context.print(clusters, () =>
			clusters.length === 0
				? 'no clusters. Add one: hpctui cluster add NAME --host HOST\n'
				: listOf(clusters, context.out),
		);
	},
});

function listOf(clusters: readonly ClusterDocument[], out: Output): string {
	return table(
		clusters,
		[
			{title: 'NAME', text: cluster => cluster.name},
			{title: 'LINK', text: cluster => cluster.link.state, paint: (text, {link}) => paintLink(text, link.state, out)},
			{title: 'SCHEDULER', text: cluster => cluster.scheduler},
			{title: 'HOST', text: hostOf, least: 10},
			{
				title: 'HOPS',
				text: cluster => (cluster.hops.length > 0 ? cluster.hops : cluster.link.hops).join(' > '),
				least: 8,
			},
		],
		out,
	);
}

/** `user@host:port` as far as it was said. */
export function hostOf({user, host, port}: Pick<ClusterDocument, 'user' | 'host' | 'port'>): string {
	const name = port !== null && host.includes(':') ? `[${host}]` : host;
	return `${user === null ? '' : `${user}@`}${name}${port === null ? '' : `:${port}`}`;
}

/** The state of the way to a cluster, in its colour. */
export function paintLink(text: string, state: ClusterDocument['link']['state'], {paint}: Output): string {
	switch (state) {
		case 'up':
			return paint.green(text);
		case 'connecting':
			return paint.cyan(text);
		case 'down':
			return paint.red(text);
		case 'needs-user':
			return paint.yellow(text);
		case 'idle':
			return paint.dim(text);
	}
}
