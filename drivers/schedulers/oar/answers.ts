import {type Outcome, textOf, wordsOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';

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

/** 127 and 126 are the shell's: not found, not executable. */
const NOT_FOUND = [126, 127];

/**
 * Asks for the database before a command that writes to it. Such commands try to reach it again for ever, as root (they are
 * setuid), so that nobody can end one that was given up: an `oarsub` in this state would submit hours later (seen on 2.5.9).
 * Reading commands give up at once.
 */
export const DATABASE_FIRST = 'oarstat --state --job 1 >/dev/null || exit\n';

/** Whether the outcome is that of a program that is not there. */
export function isMissingProgram(outcome: Outcome): boolean {
	return outcome.code !== null && NOT_FOUND.includes(outcome.code);
}

/** Standard output of a program that succeeded; every other end is a fault. */
export function answerOf(outcome: Outcome, program: string): string {
	if (outcome.code === 0) {
		return textOf(outcome.stdout);
	}

	throw failureOf(outcome, program);
}

/** The fault for a command that failed: nobody answered, it is not there, or (`remote`) whatever else it said. */
export function failureOf(outcome: Outcome, program: string): Fault {
	const said = saidBy(outcome);
	if (CONTROLLER_SILENT.some(pattern => pattern.test(textOf(outcome.stderr)))) {
		return new Fault('link', `OAR does not answer: ${said}`, {
			retry: 'later',
			hint: 'jobs go on without it; this is asked again by itself',
			facts: {controller: true, said},
		});
	}

	if (isMissingProgram(outcome)) {
		return new Fault('remote', `${program} is not there: ${said || 'command not found'}`, {
			hint: 'is this the host on which one submits? a module or a PATH may be missing for logins without a terminal',
			facts: {said},
		});
	}

	return new Fault('remote', `${program} failed: ${said || endOf(outcome)}`, {facts: {said, code: outcome.code}});
}

/** A fault for an answer that is not understood, with its beginning. */
export function notUnderstood(program: string, text: string): Fault {
	const start = text.trim().slice(0, 200);
	return new Fault('parse', `${program} said what is not understood: ${JSON.stringify(start)}`, {
		hint: 'a wrapper or a newer OAR? "hpctui cluster test" shows its version',
		facts: {said: start},
	});
}

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

function endOf(outcome: Outcome): string {
	return outcome.signal === null ? `exit code ${outcome.code ?? 'unknown'}` : `signal ${outcome.signal}`;
}
