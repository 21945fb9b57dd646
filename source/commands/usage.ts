import type {Argument, Command, Option} from './command.js';

/** The line after `usage:`: `hpctui new APP --cluster NAME [--wait] …`. */
export function usageOf(command: Command): string {
	const words = Object.entries(command.args);
	const args = words.filter(([, {isRest}]) => !isRest).map(([name, argument]) => argumentWord(name, argument));
	const rest = words.filter(([, {isRest}]) => isRest).map(([name, argument]) => argumentWord(name, argument));
	const options = Object.entries(command.options).map(([name, option]) => {
		const text = optionWords(name, option);
		const shown = option.isRequired ? text : `[${text}]`;
		return option.isRepeated ? `${shown}…` : shown;
	});
	return ['hpctui', command.name, ...args, ...options, ...rest].join(' ');
}

function argumentWord(name: string, {isOptional, isRest}: Argument): string {
	const word = isRest ? `-- ${name.toUpperCase()}…` : name.toUpperCase();
	return isOptional ? `[${word}]` : word;
}

/** `--walltime T`, `--wait`. */
export function optionWords(name: string, option: Option): string {
	return option.value === undefined ? `--${name}` : `--${name} ${option.value}`;
}
