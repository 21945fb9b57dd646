import type {Command, Option} from './command.js';

/** The line after `usage:`: `hpctui new APP --cluster NAME [--wait] …`. */
export function usageOf(command: Command): string {
	const args = Object.entries(command.args).map(([name, argument]) =>
		argument.isOptional ? `[${name.toUpperCase()}]` : name.toUpperCase(),
	);
	const options = Object.entries(command.options).map(([name, option]) => {
		const text = optionWords(name, option);
		const shown = option.isRequired ? text : `[${text}]`;
		return option.isRepeated ? `${shown}…` : shown;
	});
	return ['hpctui', command.name, ...args, ...options].join(' ');
}

/** `--walltime T`, `--wait`. */
export function optionWords(name: string, option: Option): string {
	return option.value === undefined ? `--${name}` : `--${name} ${option.value}`;
}
