import type {Home} from './home.js';
import {fault, inHost} from './hosts.js';

/** Something that goes wrong, for a while or once. */
export type SoakFault = {
	readonly name: string;
	/** How long it may last, in seconds. */
	readonly seconds: readonly [least: number, most: number];
	begin(home: Home): Promise<void>;
	end(home: Home): Promise<void>;
	/** Once in a soak, and only in one that has the time. */
	readonly takesMinutes?: true;
	/** Jobs of this node are started anew, which the scheduler may notice only a while after the fault is over. */
	readonly requeuesOn?: string;
};

const lasting = (name: string, seconds: SoakFault['seconds'], begin: readonly string[], end: readonly string[]) => ({
	name,
	seconds,
	begin: () => fault(...begin),
	end: () => fault(...end),
});

const killDaemon: SoakFault = {
	name: 'the daemon is killed',
	seconds: [0, 3],
	async begin(home) {
		await inHost('laptop', ['kill', '-KILL', String((await home.daemon()).pid)]);
	},
	end: async () => undefined,
};

/** Short cuts are over before anybody notices; from 4 s on the keep-alive of the tests does. */
export const SOAK_FAULTS: readonly SoakFault[] = [
	lasting('the laptop is cut off', [1, 25], ['cut', 'laptop'], ['mend', 'laptop']),
	lasting('the gateway is cut off', [1, 25], ['cut', 'gateway', 'eth1'], ['mend', 'gateway']),
	lasting('the login host is cut off', [1, 25], ['cut', 'login', 'eth0'], ['mend', 'login']),
	lasting("the gateway's sshd is killed", [0, 12], ['kill-sshd', 'gateway'], ['start-sshd', 'gateway']),
	lasting("the login host's sshd is killed", [0, 12], ['kill-sshd', 'login'], ['start-sshd', 'login']),
	lasting('slurmctld is stopped', [2, 20], ['stop-slurmctld'], ['start-slurmctld']),
	killDaemon,
	{
		...lasting('slurmctld is stopped for minutes', [120, 150], ['stop-slurmctld'], ['start-slurmctld']),
		takesMinutes: true,
	},
	// Longer than SlurmdTimeout: it depends on more than the seed when Slurm notices a shorter one.
	{
		...lasting('a node is rebooted', [40, 50], ['power-off', 'node2'], ['power-on', 'node2']),
		takesMinutes: true,
		requeuesOn: 'node2',
	},
];
