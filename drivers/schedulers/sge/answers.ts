import {type Outcome, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import {failuresOf, isMissingProgram} from '../common/failures.js';

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

const clients = failuresOf({
	controller: "Grid Engine's qmaster",
	silent: QMASTER_SILENT,
	saidBy,
	missingHint:
		'is this the host on which one submits? the settings.sh of its Grid Engine may be missing for logins without a terminal',
	strangeHint: 'a wrapper, or another scheduler\'s program of that name? "hpctui cluster test" shows its version',
});

/** A fault for an answer that is not understood, with its beginning. */
export const {notUnderstood} = clients;

/** Whether the programs are there, and belong to no cluster here. */
export function isNotSetUp(said: string): boolean {
	return NOT_SET_UP.test(said);
}

/** The fault for a client that failed: nobody answered, it is not there, it belongs to no cluster, or whatever else it said (`remote`). */
export function failureOf(outcome: Outcome, program: string): Fault {
	const failure = clients.failureOf(outcome, program);
	const said = saidBy(outcome);
	return failure.kind !== 'link' && !isMissingProgram(outcome) && isNotSetUp(said)
		? new Fault('remote', `${program} belongs to no Grid Engine here: ${said}`, {
				hint: 'is this the host on which one submits? SGE_ROOT and SGE_CELL may be missing for logins without a terminal',
				facts: {said},
			})
		: failure;
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
