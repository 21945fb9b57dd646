import {parseArgs} from 'node:util';
import {Fault} from '../core/fault.js';
import {COMMAND_NAMES, firstWords, isGroup, secondWords} from './catalogue.js';
import type {Command, OptionTable} from './command.js';
import {nearest} from './did-you-mean.js';
import {usageOf} from './usage.js';

/** Options that every command takes. */
export const GLOBAL_OPTIONS = {
	json: {help: 'one JSON document on stdout; errors as JSON on stderr'},
	'ssh-config': {value: 'FILE', help: 'the ssh configuration to use instead of ~/.ssh/config', completes: 'file'},
	'no-color': {help: 'no colours'},
	verbose: {help: 'tell more of what is done and of what went wrong'},
	help: {help: 'what the command does and takes'},
	version: {help: 'the version of this program'},
} as const satisfies OptionTable;

/** What stands in front of the command's own words, and those. */
export type Split = {
	/** `ls`, `cluster add`; null: the screen; a group's name where its second word is missing. */
	readonly name: string | null;
	/** Everything but the command's name. */
	readonly rest: readonly string[];
};

/** The options and arguments that were said, by name; a repeated one is a list. What was not said is undefined. */
export type Parsed = {
	readonly options: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
	readonly args: Readonly<Record<string, string | readonly string[] | undefined>>;
};

/**
 * Finds the command among the words.
 *
 * @throws {Fault} `usage` for one that does not exist, with the nearest that does.
 */
export function splitCommand(argv: readonly string[]): Split {
	const first = indexOfWord(argv, 0);
	const word = argv[first];
	if (word === undefined) {
		return {name: null, rest: argv};
	}

	if (!isGroup(word)) {
		checkName(word, word, firstWords());
		return {name: word, rest: argv.toSpliced(first, 1)};
	}

	const second = indexOfWord(argv, first + 1);
	const name = `${word} ${argv[second]}`;
	if (argv[second] === undefined) {
		return {name: word, rest: argv.toSpliced(first, 1)};
	}

	checkName(name, argv[second], secondWords(word), `${word} `);
	return {name, rest: argv.toSpliced(second, 1).toSpliced(first, 1)};
}

/** The first word from `start` on that is no option and no value of a global one. */
function indexOfWord(argv: readonly string[], start: number): number {
	let index = start;
	while (argv[index]?.startsWith('-')) {
		if (argv[index] === '--') {
			return argv.length;
		}

		index += argv[index] === '--ssh-config' ? 2 : 1;
	}

	return index;
}

function checkName(name: string, word: string, words: readonly string[], before = ''): void {
	if (COMMAND_NAMES.includes(name)) {
		return;
	}

	const near = nearest(word, words);
	throw new Fault('usage', `there is no command ${JSON.stringify(name)}`, {
		hint: near === null ? 'all commands: hpctui --help' : `did you mean: hpctui ${before}${near}`,
	});
}

/** Reads a command's words by its tables. `null`: these are for the screen, which takes global options only. */
export function parseWords(command: Command | null, words: readonly string[]): Parsed {
	const table = tableOf(command);
	const {values, positionals} = read(command, table, words);
	const options = Object.fromEntries(
		Object.entries(table).map(([name, option]) => [
			name,
			values[name] ?? (option.value === undefined ? false : option.isRepeated ? [] : undefined),
		]),
	);
	const args = argumentsFrom(command, positionals);
	for (const [name, option] of Object.entries(table)) {
		if (option.isRequired && values[name] === undefined) {
			throw misuse(command, `--${name} ${option.value} is missing`);
		}

		if (option.value !== undefined && values[name] === '') {
			throw misuse(command, `--${name} is empty`);
		}
	}

	return {options, args};
}

function read(command: Command | null, table: OptionTable, words: readonly string[]) {
	try {
		return parseArgs({
			args: [...joinDashes(command, words)],
			allowPositionals: true,
			options: Object.fromEntries(
				Object.entries(table).map(([name, option]) => [
					name,
					{type: option.value === undefined ? 'boolean' : 'string', multiple: option.isRepeated === true} as const,
				]),
			),
		});
	} catch (error) {
		throw misuse(command, ...complaintFrom(error, table));
	}
}

function tableOf(command: Command | null): OptionTable {
	return {...GLOBAL_OPTIONS, ...command?.options};
}

/**
 * `--scheduler-arg --exclusive` is meant as it stands; parseArgs would take the value for a forgotten one, and `-h` (hold, to more
 * than one scheduler) would ask for help.
 */
export function joinDashes(command: Command | null, words: readonly string[]): readonly string[] {
	const table = tableOf(command);
	const joined: string[] = [];
	for (let index = 0; index < words.length; index += 1) {
		const [word = '', next] = [words[index], words[index + 1]];
		if (word === '--') {
			return [...joined, ...words.slice(index)];
		}

		const takesNext = word.startsWith('--') && table[word.slice(2)]?.takesDashes && next?.startsWith('-');
		joined.push(takesNext ? `${word}=${next}` : word);
		index += takesNext ? 1 : 0;
	}

	return joined;
}

/** What parseArgs found, in our words, and the option that was perhaps meant. */
function complaintFrom(error: unknown, table: OptionTable): [string, string | undefined] {
	const {code, message} = error as {code?: string; message: string};
	const option = /'(-[^' =]*)/.exec(message)?.[1] ?? '';
	switch (code) {
		case 'ERR_PARSE_ARGS_UNKNOWN_OPTION': {
			const near = nearest(option.replace(/^-+/, ''), Object.keys(table));
			return [`there is no option ${option}`, near === null ? undefined : `did you mean: --${near}`];
		}

		case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE': {
			const value = table[option.replace(/^-+/, '')]?.value;
			const complaint = value === undefined ? 'takes no value' : `needs a value: ${option} ${value}`;
			return [`${option} ${complaint}`, undefined];
		}

		default:
			return [message, undefined];
	}
}

function argumentsFrom(command: Command | null, words: readonly string[]): Parsed['args'] {
	const entries = Object.entries(command?.args ?? {});
	const rest = entries.find(([, argument]) => argument.isRest);
	const names = entries.filter(entry => entry !== rest);
	const args: Record<string, string | readonly string[] | undefined> = {};
	for (const [index, [name, argument]] of names.entries()) {
		const word = words[index];
		if (word === '' || (word === undefined && !argument.isOptional)) {
			throw misuse(command, `${name.toUpperCase()} is ${word === '' ? 'empty' : 'missing'}`);
		}

		args[name] = word;
	}

	const others = words.slice(names.length);
	if (rest !== undefined) {
		const [name, {isOptional}] = rest;
		if (others.length === 0 && !isOptional) {
			throw misuse(command, `${name.toUpperCase()} is missing`);
		}

		return {...args, [name]: others};
	}

	if (others.length > 0) {
		throw misuse(command, `one word too many: ${JSON.stringify(others[0])}`);
	}

	return args;
}

function misuse(command: Command | null, message: string, hint?: string): Fault {
	const usage = command === null ? 'hpctui --help' : usageOf(command);
	return new Fault('usage', message, {hint: hint ?? `usage: ${usage}`});
}
