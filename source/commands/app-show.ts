import {Fault} from '../core/fault.js';
import {sanitizeText} from '../core/text.js';
import type {AppDocument} from '../wire/calls.js';
import {defineCommand} from './command.js';
import {nearest} from './did-you-mean.js';
import type {Output} from './output.js';
import {table} from './table.js';

export const appShow = defineCommand({
	name: 'app show',
	summary: 'one app: its settings and ports',
	options: {},
	args: {name: {help: 'the name of an app', completes: 'app'}},
	async run({args, context}) {
		const client = await context.connect();
		const apps = await client.call('app.list', {}, context.signal);
		const app = apps.find(({name}) => name === args.name);
		if (app === undefined) {
			const names = apps.map(({name}) => name);
			const near = nearest(args.name, names);
			throw new Fault('missing', `there is no app ${JSON.stringify(args.name)}`, {
				hint: near === null ? `one of: ${names.join(', ')}` : `did you mean: ${near}`,
			});
		}

		await context.print(app, () => textOf(app, context.out));
	},
});

function textOf(app: AppDocument, out: Output): string {
	const parts = [`${out.paint.bold(sanitizeText(app.title))}\n${sanitizeText(app.help).trimEnd()}\n`];
	if (app.parameters.length > 0) {
		parts.push(
			table(
				app.parameters,
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

	if (app.ports.length > 0) {
		parts.push(
			table(
				app.ports,
				[
					{title: 'PORT', text: port => port.name},
					{title: 'KIND', text: port => port.kind},
					{title: 'READY NEEDS IT', text: port => (port.isRequired ? 'yes' : 'no')},
				],
				out,
			),
		);
	}

	return parts.join('\n');
}
