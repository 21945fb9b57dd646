import type {Client} from '../client/client.js';
import {Fault} from '../core/fault.js';
import type {SessionDocument} from '../core/session-document.js';
import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import {progressLine} from './state-text.js';
import {SESSION} from './words.js';

export const url = defineCommand({
	name: 'url',
	summary: 'the local URL, token and all, alone on a line',
	options: {
		port: {value: 'NAME', help: "of this port of the app, instead of its first one's"},
		copy: {help: 'put it into the clipboard, too'},
	},
	args: {session: SESSION},
	async run({args, options, context}) {
		const found = await urlOf(await context.connect(), args.session, options.port, context.signal);
		if (options.copy) {
			const {copyText} = await import('../client/clipboard.js');
			const ways = await copyText(found, {env: context.env, terminal: process.stderr});
			if (ways.length === 0) {
				throw new Fault('unsupported', 'no way to the clipboard was found', {
					hint: 'install wl-clipboard or xclip, or run in a terminal that knows OSC 52',
				});
			}
		}

		await context.print({url: found}, () => `${sanitizeLine(found)}\n`);
	},
});

/**
 * The URL of a session, or of one of its ports.
 *
 * @throws {Fault} `missing` where it has no such port; `ended` where it is over; `unsupported` where there is no URL (yet).
 */
export async function urlOf(
	client: Client,
	wanted: string,
	portName: string | undefined,
	signal: AbortSignal,
): Promise<string> {
	const session = await client.call('session.show', {session: wanted}, signal);
	if (session.state === 'ended') {
		throw new Fault('ended', `the session ${session.name} ended`, {hint: `its output: hpctui logs ${session.id}`});
	}

	const found = portName === undefined ? session.url : tunnelOf(session, portName).url;
	if (found === null) {
		throw new Fault('unsupported', `${session.name} has no URL now (${progressLine(session)})`, {
			hint: session.state === 'ready' ? `what it has: hpctui show ${session.id}` : `run: hpctui wait ${session.id}`,
			retry: 'later',
		});
	}

	return found;
}

function tunnelOf(session: SessionDocument, portName: string): SessionDocument['tunnels'][number] {
	const found = session.tunnels.find(({name}) => name === portName);
	if (found === undefined) {
		const names = session.tunnels.map(({name}) => name);
		throw new Fault('missing', `${session.name} has no port ${JSON.stringify(portName)}`, {
			hint: names.length === 0 ? 'it has no tunnels yet' : `one of: ${names.join(', ')}`,
		});
	}

	return found;
}
