import {onCluster} from './support/on-cluster.js';
import {describePlayed, type PlayedScheduler} from './support/played-scheduler.js';

const ALIKE = {
	hidden: ['sbatch', 'qsub', 'qstat', 'oarsub'],
	/** Told also by an old version, and where the listing forgets at once: from here on it does. */
	async runOut({control, start, lastJob}) {
		await control('set', 'no-years', 'true');
		await control('set', 'forgets-ended', 'true');
		await start('short', '--wait', '--timeout', '60s');
		await control('kill', await lastJob(), 'timeout');
	},
} satisfies Partial<PlayedScheduler>;

onCluster('sessions by LSF, HTCondor and Flux', () => {
	describePlayed({
		...ALIKE,
		name: 'lsf',
		version: '10.1.0.13',
		queues: ['normal', 'short', 'closed'],
		firstId: '4242',
		waiting: 'PEND',
		running: 'RUN',
		failed: 'EXIT',
		reason: /until slots are free/,
		refusals: [
			['a wrong queue', ['--queue', 'nowhere'], /nowhere: No such queue/],
			['a closed queue', ['--queue', 'closed'], /Queue has been closed/],
			['too long a walltime', ['--queue', 'short', '--walltime', '2h'], /Cannot exceed queue's hard limit/],
			['a wrong project', ['--account', 'nobody'], /Project name is not valid/],
		],
		noMoreTime: /cannot be changed now/,
	});
	describePlayed({
		...ALIKE,
		name: 'htcondor',
		version: '23.8.0',
		queues: ['vanilla'],
		firstId: '4242.0',
		waiting: 'Idle',
		running: 'Running',
		failed: 'Completed',
		reason: /until a machine fits/,
		refusals: [
			['a wrong universe', ['--queue', 'nowhere'], /don't know about the 'nowhere' universe/],
			['a wrong accounting group', ['--account', 'nobody'], /accounting_group nobody is not one of yours/],
			['too long a walltime', ['--walltime', '99h'], /runtime of at most 7200 seconds/],
		],
		noMoreTime: null,
	});
	describePlayed({
		...ALIKE,
		name: 'flux',
		version: '0.66.0',
		queues: ['batch', 'short'],
		firstId: 'f2sRxURm',
		waiting: 'SCHED',
		running: 'RUN',
		failed: 'FAILED',
		reason: /until resources are free/,
		refusals: [
			['a wrong queue', ['--queue', 'nowhere'], /Invalid queue 'nowhere'/],
			[
				'too long a walltime',
				['--queue', 'short', '--walltime', '2h'],
				/requested duration \(2h\) exceeds policy limit of 30m/,
			],
			['too many nodes', ['--nodes', '99'], /unsatisfiable request/],
		],
		noMoreTime: /requires instance owner privileges/,
	});
});
