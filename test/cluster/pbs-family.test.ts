import {onCluster} from './support/on-cluster.js';
import {describePlayed, type PlayedScheduler} from './support/played-scheduler.js';

const ALIKE = {
	hidden: ['sbatch', 'oarsub'],
	waiting: 'Q',
	running: 'R',
	reason: /until enough nodes are free/,
	noMoreTime: /Unauthorized Request/,
	async runOut({start}) {
		await start('short', '--walltime', '5s');
	},
} satisfies Partial<PlayedScheduler>;

onCluster('sessions by the PBS family', () => {
	describePlayed({
		...ALIKE,
		name: 'pbs',
		version: '23.06.06',
		queues: ['workq', 'short', 'closed'],
		firstId: '4242.pbshead',
		failed: 'F',
		refusals: [
			['a wrong queue', ['--queue', 'nowhere'], /Unknown queue/],
			[
				'too long a walltime',
				['--queue', 'short', '--walltime', '2h'],
				/violates queue and\/or server resource limits/,
			],
		],
	});
	describePlayed({
		...ALIKE,
		name: 'torque',
		version: '6.1.2',
		queues: ['batch', 'short'],
		firstId: '4242.head',
		failed: 'C',
		refusals: [
			['a wrong queue', ['--queue', 'nowhere'], /requested queue not found/],
			[
				'too long a walltime',
				['--queue', 'short', '--walltime', '2h'],
				/cannot satisfy queue max walltime requirement/,
			],
		],
	});
});
