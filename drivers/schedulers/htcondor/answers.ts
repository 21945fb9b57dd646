import {schedulerClient} from '../common/client.js';

/** Reads the ends of HTCondor's clients; the words of a silent condor_schedd are those of its sources (condor_q, condor_submit, tool.cpp). */
export const {saidBy, failureOf, answerOf, notUnderstood, requireAccepted} = schedulerClient({
	title: 'HTCondor',
	silent: [
		/can't find address (?:of|for) (?:the )?(?:local )?schedd/i,
		/could not find the local condor_schedd/i,
		/failed to fetch ads from/i,
		/failed to connect to (?:the )?(?:local )?queue manager/i,
		/couldn't contact the condor_collector|can't find address for (?:collector|schedd)/i,
		/condor_schedd is not running/i,
		/SECMAN:2007|CEDAR:6001|AUTHENTICATE:100[34].*timed? ?out/i,
	],
	prefix: /^(?:-- )?(?:condor_\w+: )?(?:ERROR: |Error: )?/,
});
