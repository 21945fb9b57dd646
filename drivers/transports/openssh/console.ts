import type {Shown} from '../common/ssh-login/questions.js';
import type {Pipes} from './pipes.js';

/** A program that runs at a terminal of its own, with its standard error apart. */
export type Console = {
	readonly pid: number;
	/** Settles once the program is over and all that it said was heard. */
	readonly ended: Promise<void>;
	kill(signal: NodeJS.Signals): void;
};

export type ConsoleOptions = {
	readonly argv: readonly string[];
	/** Where its pipes are made: a path in a folder of ours, to which a suffix is added. */
	readonly base: string;
	readonly onErrors: (text: string) => void;
	/** Something waits for an answer; undefined: it will be ended. */
	readonly answer: (shown: Shown) => Promise<string | undefined>;
};

/**
 * Sends standard error to the first pipe, and ends the program when the second one loses its writer: that is this process, even
 * where it is killed and can clear nothing away. A line in that pipe says that the program is over already. The terminal's name
 * comes first on standard error.
 */
const SCRIPT = `exec 2>"$1"
(read -r word <"$2" || kill "$$") </dev/null >/dev/null 2>&1 &
shift 2
tty >&2
exec "$@"`;

/** The arguments of `/bin/sh` that start the program so. */
export const launch = ({errorsPath, lifePath}: Pipes, argv: readonly string[]): string[] => [
	'-c',
	SCRIPT,
	'sh',
	errorsPath,
	lifePath,
	...argv,
];

/** Passes text on, all but its first line. */
export function withoutFirstLine(
	onFirst: (line: string) => void,
	pass: (text: string) => void,
): (text: string) => void {
	let held: string | null = '';
	return text => {
		if (held === null) {
			pass(text);
			return;
		}

		held += text;
		const end = held.indexOf('\n');
		if (end !== -1) {
			onFirst(held.slice(0, end).trim());
			const rest = held.slice(end + 1);
			held = null;
			if (rest !== '') {
				pass(rest);
			}
		}
	};
}
