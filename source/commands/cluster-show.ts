import {formatDuration} from '../core/duration.js';
import {sanitizeLine} from '../core/text.js';
import type {ClusterDocument} from '../wire/calls.js';
import {hostOf, paintLink} from './cluster-ls.js';
import {defineCommand} from './command.js';
import type {Output} from './output.js';
import {facts} from './table.js';
import {CLUSTER} from './words.js';

export const clusterShow = defineCommand({
	name: 'cluster show',
	summary: 'one cluster, whole',
	options: {},
	args: {name: CLUSTER},
	async run({args, context}) {
		const client = await context.connect();
		const cluster = await client.call('cluster.show', args, context.signal);
		await context.print(cluster, () => clusterText(cluster, context.out));
	},
});

/** What is different there, by the words of the options that said it. */
function twistEntries({twists = {}}: ClusterDocument): readonly (readonly [string, string])[] {
	const {directives = [], withoutDirectives = [], commands = {}, setup = []} = twists;
	return [
		...directives.map(line => ['directive', line] as const),
		...withoutDirectives.map(word => ['without directive', word] as const),
		...Object.entries(commands).map(([name, text]) => [`command ${name}`, text] as const),
		...setup.map(line => ['scheduler setup', line] as const),
	];
}

/** The transport that was chosen, and the one that it came to. */
function transportText({transport, link}: ClusterDocument): string {
	return link.transport === null || transport !== 'auto'
		? transport
		: `${transport}: ${link.transport.name} (${link.transport.why})`;
}

/** A cluster and the way to it, for a person. */
function clusterText(cluster: ClusterDocument, out: Output): string {
	const {link, defaults, counts} = cluster;
	const entries: readonly (readonly [string, string | null])[] = [
		['name', cluster.name],
		['host', hostOf(cluster)],
		['hops', cluster.hops.join(' > ') || null],
		['identity', cluster.identity],
		['ssh config', cluster.sshConfig],
		['scheduler', cluster.scheduler],
		['transport', transportText(cluster)],
		['address', cluster.address],
		['route', cluster.route],
		...Object.entries(defaults).map(([key, value]) => [`default ${key}`, value] as const),
		...twistEntries(cluster),
		['way', link.hops.join(' > ') || null],
		['up since', link.since],
		['round trip', link.roundTripMs === null ? null : `${Math.round(link.roundTripMs)} ms`],
		['next try', link.retryAt],
		['trouble', link.fault?.message ?? null],
		['poll floor', cluster.pollFloorSeconds === undefined ? null : formatDuration(cluster.pollFloorSeconds)],
		['commands', `${counts.schedulerCommands} of the scheduler, ${counts.schedulerCommandsLastHour} in the last hour`],
		['logins', `${counts.authentications}, ${counts.authenticationsLastHour} in the last hour`],
	];
	const text = facts(
		entries.map(([name, value]) => [sanitizeLine(name), value === null ? null : sanitizeLine(value)]),
		out,
	);
	return `${text}${out.paint.dim('link')}  ${paintLink(link.state, link.state, out)}\n`;
}
