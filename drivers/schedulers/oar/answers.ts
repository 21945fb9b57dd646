import {type Outcome, textOf, wordsOf} from '../../../source/core/command.js';
import {failuresOf} from '../common/failures.js';

/**
 * Words of a command that reached OAR's database or its server (Almighty) not at all. All are captures of 2.5.9; the
 * database's own words depend on which one it is.
 */
const CONTROLLER_SILENT = [
	/DB connection error/i,
	/DBI connect\(.*\) failed/i,
	/cannot connect to (?:executor|the database|database)/i,
	/connection to server at .* failed/i,
	/could not connect to the socket/i,
];

/**
 * Asks for the database before a command that writes to it. Such commands try to reach it again for ever, as root (they are
 * setuid), so that nobody can end one that was given up: an `oarsub` in this state would submit hours later (seen on 2.5.9).
 * Reading commands give up at once.
 */
export const DATABASE_FIRST = 'oarstat --state --job 1 >/dev/null || exit\n';

/** The silence of the database is told on standard error alone. */
export const {answerOf, failureOf, notUnderstood} = failuresOf({
	controller: 'OAR',
	silent: CONTROLLER_SILENT,
	saidBy,
	complaintsIn: ({stderr}) => textOf(stderr),
	strangeHint: 'a wrapper or a newer OAR? "hpctui cluster test" shows its version',
});

/** The program's own words on one line, each of them once: OAR repeats itself while it tries again. */
export function saidBy(outcome: Outcome): string {
	return linesOf(wordsOf(outcome)).join('; ');
}

/** Lines of a text without `[ERROR]` and `/!\` in front, nor Perl's `at …/IO.pm line 307.` behind. */
export function linesOf(text: string): readonly string[] {
	const lines = text.split('\n').map(line =>
		line
			.replace(/^(?:\[ERROR\]|\/!\\)\s*/, '')
			.replace(/ at \/\S+ line \d+\.$/, '')
			.trim(),
	);
	return [...new Set(lines.filter(line => line !== ''))];
}
