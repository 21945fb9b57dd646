import {spawn} from 'node:child_process';
import {Fault} from '../core/fault.js';
import {defineCommand} from './command.js';
import {urlOf} from './url.js';
import {SESSION} from './words.js';

export const open = defineCommand({
	name: 'open',
	summary: 'the URL in the browser',
	options: {},
	args: {session: SESSION},
	async run({args, context}) {
		const found = await urlOf(await context.connect(), args.session, undefined, context.signal);
		await openInBrowser(found);
		await context.print({url: found}, () => '');
	},
});

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
	darwin: ['open'],
	win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** The opener is left to itself: some stay for as long as the browser does. */
function openInBrowser(url: string): Promise<void> {
	const [file, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
	return new Promise((resolve, reject) => {
		const child = spawn(file, [...args, url], {detached: true, stdio: 'ignore'});
		child.once('error', error =>
			reject(
				new Fault('unsupported', `cannot run ${file}: ${error.message}`, {
					hint: `open it yourself: hpctui url SESSION`,
				}),
			),
		);
		child.once('spawn', () => {
			child.unref();
			resolve();
		});
	});
}
