import {nameOfFar, parseTunnelSpec} from '../core/tunnel-far.js';
import {defineCommand} from './command.js';
import {SESSION} from './words.js';

export const tunnelRm = defineCommand({
	name: 'tunnel rm',
	summary: 'take away a tunnel that was added; what flows through it ends',
	options: {},
	args: {session: SESSION, tunnel: {help: 'as it was added, or as tunnel ls names it', completes: ['socks']}},
	async run({args, context}) {
		const client = await context.connect();
		const input = {session: args.session, tunnel: nameFrom(args.tunnel)};
		const {tunnels} = await client.call('tunnel.remove', input, context.signal);
		await context.print(tunnels, () => '');
	},
});

/** A name of an app's tunnel is none that could be added: the daemon says whose it is. */
function nameFrom(text: string): string {
	return /^[a-z][a-z0-9-]*$/.test(text) && text !== 'socks' ? text : nameOfFar(parseTunnelSpec(text).far);
}
