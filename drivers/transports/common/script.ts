import type {Command} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import {anyShellLine} from '../../../source/core/shell-text.js';
import {quoteArgv, quoteWord} from './quote.js';

/** What a login shell is asked to run; bash, dash, ksh, zsh, tcsh and fish all take it, and step aside for POSIX sh. */
export const SHELL_LINE = 'exec /bin/sh -s';

/** What is printed before the program's first byte, on both streams. */
export const beginMark = (token: string): string => `${token}:begin:`;

/** What is printed after the program's last byte, on both streams; then the exit code and a semicolon. */
export const endMark = (token: string): string => `${token}:end:`;

/**
 * The script that runs a command, for the standard input of {@link SHELL_LINE}.
 *
 * - All of it stands in one pair of braces, so the shell has read every line before it runs the first: dash reads ahead in
 *   blocks, and what it has read would be missing from the program's standard input.
 * - The marks are put together when they are printed: a login shell that echoes what it reads (`set -v`) prints no mark.
 * - `input`: a program that is given nothing reads from /dev/null, not from an ended channel: on one of those ssh2, and
 *   servers made with it, take no more signals.
 * - CDPATH would make `cd` print.
 * - A conversation takes the shell's place: its end is the channel's.
 */
export function runScript(command: Command, token: string, input: 'channel' | 'nothing' = 'channel'): string {
	const [head, tail] = [token.slice(0, 6), token.slice(6)];
	const mark = (word: string): string => `printf '%s%s:${word}:' ${head} ${tail}`;
	return [
		'{',
		`${mark('begin')}; ${mark('begin')} >&2`,
		...settings(command, true),
		'if [ "$hpctui_code" = 0 ]; then',
		(command.isConversation === true ? 'exec ' : '') +
			quoteArgv(command.argv) +
			(input === 'nothing' ? ' < /dev/null' : ''),
		'hpctui_code=$?',
		'fi',
		...(command.isConversation === true
			? []
			: [`${mark('end')} >&2; printf '%s;' "$hpctui_code" >&2; ${mark('end')}; printf '%s;' "$hpctui_code"`]),
		'exit "$hpctui_code"',
		'}',
		'',
	].join('\n');
}

/** A line for the login shell that runs a command in a terminal, where a script cannot come by standard input. */
export function terminalLine(command: Command): string {
	const script = [...settings(command, false), '[ "$hpctui_code" = 0 ] || exit 1', `exec ${quoteArgv(command.argv)}`];
	return anyShellLine(script.join('\n'));
}

function settings(command: Command, isPlain: boolean): string[] {
	const names = Object.entries(command.env ?? {});
	for (const [name] of names) {
		if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
			throw new Fault('usage', `${JSON.stringify(name)} is no name for an environment variable`);
		}
	}

	const {cwd} = command;
	return [
		'hpctui_code=0',
		// A terminal is for a person, whose own language stays; what a program reads must be in one language.
		...(isPlain ? ['LC_ALL=C; export LC_ALL'] : []),
		...names.map(([name, value]) => `${name}=${quoteWord(value)}; export ${name}`),
		...(cwd === undefined
			? []
			: ['unset CDPATH', `cd ${quoteWord(cwd.startsWith('-') ? `./${cwd}` : cwd)} || hpctui_code=1`]),
	];
}
