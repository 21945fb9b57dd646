import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import {CHECKS, type Finding} from './doctor-checks.js';
import type {Output} from './output.js';

type Checked = Finding & {readonly name: string};

export const doctor = defineCommand({
	name: 'doctor',
	summary: 'what is wrong on this machine and how to mend it',
	details: ['Exit code 1 where something keeps the program from working; a warning is none.'],
	options: {},
	args: {},
	async run({context}) {
		const checks: Checked[] = [];
		for (const {name, look} of CHECKS) {
			checks.push({name, ...(await look(context))});
		}

		const ok = checks.every(({verdict}) => verdict !== 'bad');
		await context.print({ok, checks}, () => checks.map(check => lineOf(check, context.out)).join(''));
		return ok ? 0 : 1;
	},
});

function lineOf({name, verdict, text, hint}: Checked, {paint}: Output): string {
	const mend = hint === null ? '' : `  ${paint.dim('to mend it:')} ${hint}\n`;
	return `${markOf(verdict, paint)} ${name.padEnd(14)} ${sanitizeLine(text)}\n${mend}`;
}

function markOf(verdict: Finding['verdict'], paint: Output['paint']): string {
	switch (verdict) {
		case 'good':
			return paint.green('✓');
		case 'warning':
			return paint.yellow('!');
		case 'bad':
			return paint.red('✗');
	}
}
