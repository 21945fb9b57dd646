import type {Command, Option, OptionTable} from './command.js';
import type {Paint} from './paint.js';
import {GLOBAL_OPTIONS} from './parse.js';
import {optionWords, usageOf} from './usage.js';

const ENVIRONMENT: readonly (readonly [string, string])[] = [
	['HPCTUI_HOME', 'one folder for configuration, state and socket, apart from all others'],
	['HPCTUI_SSH_CONFIG', 'as --ssh-config'],
	['HPCTUI_SCREEN_READER', '1: the screen, and an attached terminal, as lines of text'],
	['NO_COLOR', 'as --no-color'],
];

const EXIT_CODES =
	'0 done · 1 failed · 2 wrong usage · 3 no such session, cluster or app · 4 login or host key refused ·\n' +
	'5 unreachable · 6 the scheduler refused · 7 timed out · 8 the session ended first · 130 interrupted';

/** `hpctui --help`, or the commands of one group. */
export function helpOfAll(commands: readonly Command[], paint: Paint, group?: string): string {
	const usage = group === undefined ? 'hpctui [COMMAND] [OPTIONS]' : `hpctui ${group} COMMAND [OPTIONS]`;
	const parts = [`usage: ${usage}`];
	if (group === undefined) {
		parts.push('Sessions on HPC clusters: their jobs, tunnels and logs. Without a command: the screen.');
	}

	parts.push(`${paint.bold('Commands')}\n${lines(commands.map(command => [command.name, command.summary]))}`);
	if (group === undefined) {
		parts.push(
			section('Options of every command', GLOBAL_OPTIONS, paint),
			`${paint.bold('Environment')}\n${lines(ENVIRONMENT)}`,
			`${paint.bold('Durations')}\n  90s, 45m, 4h, 1d12h, HH:MM:SS, D-HH:MM:SS`,
			`${paint.bold('Exit codes')}\n${EXIT_CODES.replaceAll(/^/gm, '  ')}`,
		);
	}

	return `${parts.join('\n\n')}\n`;
}

/** `hpctui COMMAND --help`. */
export function helpOf(command: Command, paint: Paint): string {
	const parts = [`usage: ${usageOf(command)}`, `${command.summary[0]?.toUpperCase()}${command.summary.slice(1)}.`];
	if (command.details !== undefined) {
		parts.push(command.details.join('\n'));
	}

	const args = Object.entries(command.args).map(([name, argument]) => [name.toUpperCase(), argument.help] as const);
	if (args.length > 0) {
		parts.push(`${paint.bold('Words')}\n${lines(args)}`);
	}

	if (Object.keys(command.options).length > 0) {
		parts.push(section('Options', command.options, paint));
	}

	parts.push(section('Options of every command', GLOBAL_OPTIONS, paint));
	return `${parts.join('\n\n')}\n`;
}

function section(title: string, options: OptionTable, paint: Paint): string {
	const rows = Object.entries(options).map(([name, option]) => [optionWords(name, option), helpText(option)] as const);
	return `${paint.bold(title)}\n${lines(rows)}`;
}

function helpText(option: Option): string {
	return `${option.help}${option.isRepeated ? '; may be given again' : ''}`;
}

function lines(rows: readonly (readonly [string, string])[]): string {
	const width = Math.max(...rows.map(([left]) => left.length));
	return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
