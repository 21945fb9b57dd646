import {readFile} from 'node:fs/promises';
import {sanitizeText} from '../core/text.js';
import {whole} from '../core/whole.js';
import {daemonLogOf} from '../wire/paths.js';
import {defineCommand} from './command.js';

export const daemonLogs = defineCommand({
	name: 'daemon logs',
	summary: 'what the background process wrote down',
	options: {lines: {value: 'N', help: 'only the last N lines; 200 when it is not said'}},
	args: {},
	async run({options, context}) {
		const count = whole('--lines', options.lines ?? '200', 0);
		const path = daemonLogOf(context.paths);
		// No log is no fault: no daemon was started on demand yet.
		const text = await readFile(path, 'utf8').catch(() => '');
		const all = text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined);
		const lines = count === 0 || text === '' ? [] : all.slice(-count);
		await context.print({path, lines}, () => lines.map(line => `${sanitizeText(line)}\n`).join(''));
	},
});
