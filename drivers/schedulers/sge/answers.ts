import {type Outcome, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';

/**
 * Words of a client that got no answer from sge_qmaster, which may have done what it was asked. The first three are captures of
 * 8.1.9; the others stand in its msg_gdilib.h and msg_commlistslib.h.
 */
const QMASTER_SILENT = [
	/unable to send message to qmaster/i,
	/commlib error/i,
	/got (?:send|select|receive|read|write) (?:error|timeout)/i,
	/unable to contact qmaster/i,
	/failed receiving gdi request/i,
	/error reading answer list from qmaster/i,
	/qmaster .*(?:shutting down|not running)/i,
];

/** The programs are there and know of no cluster: no cell, or not on this host (seen on 8.1.9). */
const NOT_SET_UP =
	/unable to read qmaster name|act_qmaster|set(?:ting)? (?:the )?(?:environment variable )?"?SGE_ROOT|neither submit nor admin host|is no submit host/i;

/** 127 and 126 are the shell's: not found, not executable. */
const NOT_FOUND = [126, 127];

/** Whether the outcome is that of a program that is not there. */
export function isMissingProgram(outcome: Outcome): boolean {
	return outcome.code !== null && NOT_FOUND.includes(outcome.code);
}

/** Whether the programs are there, and belong to no cluster here. */
export function isNotSetUp(said: string): boolean {
	return NOT_SET_UP.test(said);
}

/** The fault for a client that failed: nobody answered, it is not there, or (`remote`) whatever else it said. */
export function failureOf(outcome: Outcome, program: string): Fault {
	const said = saidBy(outcome);
	if (QMASTER_SILENT.some(pattern => pattern.test(said))) {
		return new Fault('link', `Grid Engine's qmaster does not answer: ${said}`, {
			retry: 'later',
			hint: 'jobs go on without it; this is asked again by itself',
			facts: {controller: true, said},
		});
	}

	if (isMissingProgram(outcome)) {
		return new Fault('remote', `${program} is not there: ${said || 'command not found'}`, {
			hint: 'is this the host on which one submits? the settings.sh of its Grid Engine may be missing for logins without a terminal',
			facts: {said},
		});
	}

	if (isNotSetUp(said)) {
		return new Fault('remote', `${program} belongs to no Grid Engine here: ${said}`, {
			hint: 'is this the host on which one submits? SGE_ROOT and SGE_CELL may be missing for logins without a terminal',
			facts: {said},
		});
	}

	return new Fault('remote', `${program} failed: ${said || endOf(outcome)}`, {facts: {said, code: outcome.code}});
}

/** A fault for an answer that is not understood, with its beginning. */
export function notUnderstood(program: string, text: string): Fault {
	const start = text.trim().slice(0, 200);
	return new Fault('parse', `${program} said what is not understood: ${JSON.stringify(start)}`, {
		hint: 'a wrapper, or another scheduler\'s program of that name? "hpctui cluster test" shows its version',
		facts: {said: start},
	});
}

/**
 * The program's own words on one line. qdel, qalter and qmod tell their errors on standard output, the others on standard error
 * (seen on 8.1.9).
 */
export function saidBy(outcome: Outcome): string {
	const stdout = textOf(outcome.stdout);
	// Half an answer in XML says nothing about what went wrong.
	const lines = `${textOf(outcome.stderr)}\n${stdout.startsWith('<') ? '' : stdout}`.split('\n').map(line =>
		line
			.replace(/^(?:Unable to run job: )?(?:(?:error|critical error|hpctui|q\w+): )?/, '')
			.replace(/\.+$/, '')
			.trim(),
	);
	return [...new Set(lines)].filter(line => line !== '' && line !== 'Exiting').join('; ');
}

function endOf(outcome: Outcome): string {
	return outcome.signal === null ? `exit code ${outcome.code ?? 'unknown'}` : `signal ${outcome.signal}`;
}
