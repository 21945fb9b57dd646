/**
 * Shell text as it stands: backslashes stay, and `\${NAME}` is the shell's own. What is interpolated is not quoted: pass
 * words through {@link quoteWord}.
 */
export function shell(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
	return String.raw({raw: strings.raw.map(text => text.replaceAll('\\${', '${'))}, ...values);
}

/** One word for a POSIX shell, whatever it holds. */
export function quoteWord(text: string): string {
	return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A path for a POSIX shell: a leading `~/` (or `~`) is the home directory where the script runs, as is a relative path. */
export function quotePath(path: string): string {
	if (path === '~') {
		return '"$HOME"';
	}

	const below = path.startsWith('~/') ? path.slice(2) : path.startsWith('/') ? null : path;
	return below === null ? quoteWord(path) : `"$HOME"/${quoteWord(below)}`;
}

/**
 * Lines for sh as one line for whatever login shell a person has. They are spelled in octal, so that the line holds nothing that any
 * login shell would expand, not even within single quotes; sh keeps its standard input.
 */
export function anyShellLine(lines: string): string {
	const octal = [...new TextEncoder().encode(lines)].map(byte => `\\0${byte.toString(8).padStart(3, '0')}`);
	return `exec /bin/sh -c 'eval "$(printf %b "${octal.join('')}")"'`;
}
