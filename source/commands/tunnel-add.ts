import {nameOfFar, parseTunnelSpec, TUNNEL_SPEC} from '../core/tunnel-far.js';
import {defineCommand} from './command.js';
import {localOf} from './tunnel-text.js';
import {SESSION} from './words.js';

export const tunnelAdd = defineCommand({
	name: 'tunnel add',
	summary: 'one more tunnel of a session; prints its local end',
	details: [
		`TUNNEL is ${TUNNEL_SPEC}: a port of the job's node, of another`,
		"host as the node's side sees it, a Unix socket of the node, or a SOCKS5 proxy whose names are looked up there.",
		'It listens on 127.0.0.1, survives what the session survives, and follows the job to another node.',
		'',
		'  hpctui tunnel add analysis 8787               a port of the node',
		'  hpctui tunnel add analysis 5432:db:5432       another host, on local port 5432',
		'  hpctui tunnel add analysis 9000:/tmp/app.sock a Unix socket',
		'  curl --socks5-hostname "$(hpctui tunnel add analysis socks)" http://node2:8080/',
	],
	options: {},
	args: {session: SESSION, tunnel: {help: 'what it leads to', completes: ['socks']}},
	async run({args, context}) {
		const spec = parseTunnelSpec(args.tunnel);
		const client = await context.connect();
		const session = await client.call('tunnel.add', {session: args.session, ...spec}, context.signal);
		const added = session.tunnels.find(({name}) => name === nameOfFar(spec.far));
		await context.print(
			added ?? null,
			() => `${(added === undefined ? null : localOf(added)) ?? 'it listens when the job is submitted'}\n`,
		);
	},
});
