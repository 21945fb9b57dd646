import type {Client} from '../client/client.js';
import type {AppDriver} from '../core/app.js';
import {Fault} from '../core/fault.js';
import {sanitizeLine, sanitizeText} from '../core/text.js';
import type {Calls} from '../wire/calls.js';
import {userAppsFolder} from '../wire/paths.js';
import {defineCommand} from './command.js';
import {nearest} from './did-you-mean.js';
import type {Output} from './output.js';
import {facts, table} from './table.js';

export const appShow = defineCommand({
	name: 'app show',
	summary: 'one app: its settings, ports and actions',
	details: [
		'An app of your own is a file in the folder apps of the configuration; it is there as soon as it is saved:',
		'    hpctui app show command --file > ~/.config/hpctui/apps/mine.json',
	],
	options: {file: {help: 'whole, as a file that can be saved, changed and used'}},
	args: {name: {help: 'the name of an app', completes: 'app'}},
	async run({args, options, context}) {
		const client = await context.connect();
		const {app, file} = await found(client, args.name, context.signal);
		if (options.file && app.body.length === 0) {
			throw new Fault('unsupported', `${app.name} is made by code, and has no file`, {
				hint: 'start from another app: hpctui app ls',
			});
		}

		const own = `${userAppsFolder(context.paths)}/${app.name}.json`;
		await context.print(app, () =>
			options.file ? `${JSON.stringify(app, null, '\t')}\n` : textOf(app, context.out, {file, own}),
		);
	},
});

/** The app of that name; where there is none, the fault says which one was most likely meant. */
async function found(client: Client, name: string, signal: AbortSignal): Promise<Calls['app.show']['out']> {
	try {
		return await client.call('app.show', {name}, signal);
	} catch (error) {
		const fault = Fault.from(error);
		const names = fault.kind === 'missing' ? (await client.call('app.list', {}, signal)).map(app => app.name) : [];
		const near = nearest(name, names);
		throw near === null ? fault : new Fault('missing', fault.message, {hint: `did you mean: ${near}`});
	}
}

type Places = {readonly file: string | null; readonly own: string};

function textOf(app: AppDriver, out: Output, {file, own}: Places): string {
	const {title, help, parameters, ports, actions = [], scale} = app;
	const parts = [`${out.paint.bold(sanitizeLine(title))}\n${sanitizeText(help).trimEnd()}\n`];
	if (parameters.length > 0) {
		parts.push(
			table(
				parameters,
				[
					{title: 'SETTING', text: parameter => parameter.name},
					{title: 'TYPE', text: ({choices, type}) => choices?.join('|') ?? type, least: 8},
					{title: 'DEFAULT', text: parameter => parameter.default, least: 8},
					{title: 'WHAT', text: parameter => parameter.help, least: 20},
				],
				out,
			),
		);
	}

	if (ports.length > 0) {
		parts.push(
			table(
				ports,
				[
					{title: 'PORT', text: port => port.name},
					{title: 'KIND', text: port => port.kind},
					{title: 'READY NEEDS IT', text: port => (port.isRequired ? 'yes' : 'no')},
				],
				out,
			),
		);
	}

	const orders = [...actions, ...(scale === undefined ? [] : [scale])];
	if (orders.length > 0) {
		const entries = orders.map(({name, help: what}) => [name, sanitizeLine(what)] as const);
		parts.push(facts(entries, out));
	}

	const mine = file === null ? `a file of your own: hpctui app show ${app.name} --file > ${own}` : `from ${file}`;
	return `${parts.join('\n')}\n${out.paint.dim(sanitizeLine(mine))}\n`;
}
