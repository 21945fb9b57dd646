import {type Cluster, SCHEDULERS, TRANSPORTS} from '../core/cluster.js';
import {ADDRESSES, CLUSTER_ROUTES} from './checks.js';
import {clusterFrom} from './cluster-wish.js';
import {defineCommand} from './command.js';

export const clusterAdd = defineCommand({
	name: 'cluster add',
	summary: 'name a cluster: its login host, the hops that lead there, its scheduler, defaults',
	details: [
		'HOST may be an alias of the ssh configuration, which is obeyed.',
		'',
		'  hpctui cluster add iris --host login.iris.example --hop gateway.example --default walltime=4h',
		'',
		'What is different at a site is said once:',
		'',
		"  --directive '--constraint=haswell'     one more header line of each job script",
		'  --without-directive --mem              a header line that the site refuses',
		'  --command sbatch=/opt/site/bin/submit  another program: a path, a name, a wrapper',
		"  --scheduler-setup 'module load slurm'  a line of shell before each scheduler command",
	],
	options: {
		host: {value: 'HOST', isRequired: true, help: 'the login host, or an alias of the ssh configuration'},
		user: {value: 'U', help: 'user on the login host'},
		port: {value: 'P', help: 'port of its ssh server'},
		hop: {value: 'HOST', isRepeated: true, help: 'a host to pass through before it, in order: [user@]host[:port]'},
		identity: {value: 'FILE', help: 'private key', completes: 'file'},
		scheduler: {value: 'S', help: SCHEDULERS.join(', '), completes: SCHEDULERS},
		transport: {value: 'T', help: TRANSPORTS.join(', '), completes: TRANSPORTS},
		address: {
			value: 'A',
			help: 'auto, infiniband, public, hostname, loopback, interface:NAME, ip:ADDRESS',
			completes: ADDRESSES,
		},
		route: {value: 'R', help: CLUSTER_ROUTES.join(', '), completes: CLUSTER_ROUTES},
		default: {
			value: 'KEY=VALUE',
			isRepeated: true,
			help: 'for new: walltime, queue, account, workdir, setup, an app’s setting',
		},
		'poll-floor': {value: 'T', help: 'look at the queue at most once in so long, where the site asks for that: 60s'},
		directive: {value: 'LINE', isRepeated: true, takesDashes: true, help: 'a header line for each job script'},
		'without-directive': {
			value: 'WORD',
			isRepeated: true,
			takesDashes: true,
			help: 'an option that no job script may hold: --mem, h_vmem',
		},
		command: {value: 'NAME=PATH', isRepeated: true, help: 'what to run for a command of the scheduler'},
		'scheduler-setup': {value: 'LINE', isRepeated: true, help: 'shell to run before each command of the scheduler'},
	},
	args: {name: {help: 'how you want to call it'}},
	async run({args, options, context}) {
		const cluster = clusterFrom(args.name, options, context.sshConfig);
		const client = await context.connect();
		const added = await client.call('cluster.add', cluster, context.signal);
		await context.print(
			added,
			() => `${cluster.name} is known. Try it: hpctui cluster test ${cluster.name}\n${policyWord(cluster)}`,
		);
	},
});

/** What a site forbids is for the person to decide: the route is used as chosen, and said once. */
function policyWord({route}: Cluster): string {
	switch (route) {
		case 'exec':
			return 'A program on its hosts will carry each connection: see that the policy of the site allows that.\n';
		case 'nested':
			return (
				'Each hop will log in to the next with its own ssh, and start an sshd for you alone there: ' +
				'see that the policy of the site allows that.\n'
			);
		default:
			return '';
	}
}
