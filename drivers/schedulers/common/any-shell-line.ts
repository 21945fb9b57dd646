const encoder = new TextEncoder();

/**
 * Lines for sh as one line for whatever login shell a person has. Quotes do not do: fish takes backslashes within them, tcsh no
 * newlines. Every special byte stands as `\0NNN`, which `printf %b` (POSIX) turns back; sh keeps its standard input.
 */
export function anyShellLine(lines: string): string {
	return `exec /bin/sh -c 'eval "$(printf %b "$1")"' hpctui ${[...encoder.encode(lines)].map(escaped).join('')}`;
}

function escaped(byte: number): string {
	const character = String.fromCharCode(byte);
	return /[\w./:,@%+=-]/.test(character) ? character : `\\\\0${byte.toString(8).padStart(3, '0')}`;
}
