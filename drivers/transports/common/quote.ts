import {Fault} from '../../../source/core/fault.js';

/** Words that POSIX sh takes as they are, wherever they stand in a command. `=` is not among them: `a=b cmd` assigns. */
const PLAIN_WORD = /^[A-Za-z0-9_./:,@%+][A-Za-z0-9_./:,@%+-]*$/;

/**
 * One argument, quoted for POSIX sh. Within single quotes every byte but the single quote stands for itself (POSIX 2018,
 * XCU 2.2.2), newlines too. NUL cannot be part of an argument at all, so it is refused.
 */
export function quoteWord(word: string): string {
	if (word.includes('\0')) {
		throw new Fault('usage', 'an argument holds a NUL character, which no program can be given');
	}

	return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * An argument list as one line of POSIX sh. The program's name is always quoted, so that a name like `if` or an alias is
 * not taken for the shell's own word.
 */
export function quoteArgv(argv: readonly [string, ...string[]]): string {
	const [program, ...rest] = argv;
	if (program === '') {
		throw new Fault('usage', 'a command needs the name of a program');
	}

	const name = quoteWord(program);
	return [name.startsWith("'") ? name : `'${name}'`, ...rest.map(quoteWord)].join(' ');
}
