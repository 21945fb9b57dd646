import type {TunnelDocument} from '../core/session-document.js';
import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import {table} from './table.js';
import {farOf, localOf} from './tunnel-text.js';
import {SESSION} from './words.js';

export const tunnelLs = defineCommand({
	name: 'tunnel ls',
	summary: 'the tunnels of a session: where each listens, where it leads, by which way',
	options: {},
	args: {session: SESSION},
	async run({args, context}) {
		const client = await context.connect();
		const {tunnels} = await client.call('session.show', args, context.signal);
		await context.print(tunnels, () => table(tunnels, COLUMNS, context.out));
	},
});

const COLUMNS = [
	{title: 'TUNNEL', text: ({name}: TunnelDocument) => sanitizeLine(name)},
	{title: 'STATE', text: ({state}: TunnelDocument) => state},
	{title: 'LOCAL', text: localOf},
	{title: 'LEADS TO', text: farOf},
	{
		title: 'WAY',
		text: ({hops, route}: TunnelDocument) => [...hops, route].filter(Boolean).join(' > ') || null,
		least: 8,
	},
	{title: 'ERROR', text: ({lastError}: TunnelDocument) => lastError, least: 10},
];
