import {schedulerClient} from '../common/client.js';

/**
 * Reads the ends of LSF's clients. The words of a silent mbatchd are those of the LSF library (its open ancestor's lsb.err.c and
 * lsb.comm.c, and IBM's "Solving common LSF problems").
 */
export const {saidBy, failureOf, notUnderstood, requireAccepted} = schedulerClient({
	title: 'LSF',
	silent: [
		/batch (?:system )?daemon not responding/i,
		/cannot connect to lsf/i,
		/lsf is down/i,
		/lim is down/i,
		/master lim .*unknown|unable to contact lim/i,
		/communication time ?out/i,
		/timeout on connect call/i,
		/connection refused by server/i,
		/batch service not registered/i,
		/server is not connected/i,
		/mbatchd .*(?:down|internal error)|master batch daemon internal error/i,
	],
	prefix: /^(?:bsub|bjobs|bhist|bkill|bmod|bqueues): /,
});

/**
 * How all of them are asked: moments in UTC (they are printed in the client's own zone, which TZ names), with the year
 * (LSB_DISPLAY_YEAR, lsf.conf(5), is read from the environment too), and few tries when mbatchd is silent: by default a
 * client tries for ever (LSB_NTRIES).
 */
export const LSF_ENVIRONMENT = {TZ: 'UTC0', LSB_DISPLAY_YEAR: 'Y', LSB_NTRIES: '3'} as const;

/** Words about jobs that LSF does not know (any more). */
export const NOT_FOUND = /is not found|no (?:unfinished |matching )?job found/i;
