import {type Outcome, textOf, wordsOf} from '../../../source/core/command.js';
import {failuresOf} from '../common/failures.js';

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

/** The fault for a client that failed, or whose answer is not understood. Silence is told on standard error alone. */
export const {failureOf, notUnderstood} = failuresOf({
	controller: 'the PBS server',
	silent: SERVER_SILENT,
	saidBy,
	complaintsIn: ({stderr}) => textOf(stderr),
	strangeHint: 'a wrapper or a newer version? "hpctui cluster test" shows it',
});

/** The program's own words on one line: without its name in front of each line, and without the page on its options. */
export function saidBy(outcome: Outcome): string {
	const [words = ''] = wordsOf(outcome).split(/^usage:/m, 1);
	return words
		.split('\n')
		.map(line => line.replace(/^q(?:sub|stat|del|alter|select|extend): +/, '').trim())
		.filter(line => line !== '')
		.join('; ');
}
