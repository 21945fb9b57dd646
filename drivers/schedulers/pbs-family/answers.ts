import {type Outcome, textOf, wordsOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';

/**
 * Words of a client that got no answer from the server. The first four are captures of OpenPBS 23.06; the others stand in Torque's manual and in
 * what people reported of it. After such an end the server may have done what it was asked.
 */
const SERVER_SILENT = [
	/cannot connect to (?:the )?(?:default )?server/i,
	/couldn't connect to cluster/i,
	/\(errno=150(?:08|10)\)/,
	/^connection refused/im,
	/communication failure/i,
	/could not connect to trqauthd/i,
	/server is currently too busy/i,
	/(?:premature )?end of (?:file|message)/i,
	/protocol \(asn\.1\) error/i,
	/failed to recv data from background qsub/i,
	/no connection to server|server (?:is )?shutting down/i,
	/munge.*(?:failed|error)|auth: error returned/i,
];

/** 127 and 126 are the shell's: not found, not executable. */
const NOT_FOUND = [126, 127];

/** Whether the outcome is that of a program that is not there. */
export function isMissingProgram(outcome: Outcome): boolean {
	return outcome.code !== null && NOT_FOUND.includes(outcome.code);
}

/** The fault for a client that failed: nobody answered, it is not there, or (`remote`) whatever else it said. */
export function failureOf(outcome: Outcome, program: string): Fault {
	const said = saidBy(outcome);
	if (SERVER_SILENT.some(pattern => pattern.test(textOf(outcome.stderr)))) {
		return new Fault('link', `the PBS server does not answer: ${said}`, {
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
		hint: 'a wrapper or a newer version? "hpctui cluster test" shows it',
		facts: {said: start},
	});
}

/** The program's own words on one line: without its name in front of each line, and without the page on its options. */
export function saidBy(outcome: Outcome): string {
	const [words = ''] = wordsOf(outcome).split(/^usage:/m, 1);
	return words
		.split('\n')
		.map(line => line.replace(/^q(?:sub|stat|del|alter|select|extend): +/, '').trim())
		.filter(line => line !== '')
		.join('; ');
}

function endOf(outcome: Outcome): string {
	return outcome.signal === null ? `exit code ${outcome.code ?? 'unknown'}` : `signal ${outcome.signal}`;
}
