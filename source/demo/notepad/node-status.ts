import {availableParallelism, freemem, hostname, loadavg, totalmem} from 'node:os';

/** What `/api/status` answers: proof that it is this app, and what the head of the page shows. */
export type NodeStatus = {
	readonly name: 'notepad';
	readonly node: string;
	readonly pid: number;
	readonly runtime: string;
	readonly uptimeSeconds: number;
	readonly cpus: number;
	readonly load: number;
	readonly memory: {readonly totalBytes: number; readonly freeBytes: number};
	readonly workdir: string;
	readonly isBusy: boolean;
};

/** The state of the node at this moment. */
export function nodeStatus(workdir: string, isBusy: boolean): NodeStatus {
	return {
		name: 'notepad',
		node: process.env['HOSTNAME'] ?? hostname(),
		pid: process.pid,
		runtime: `Node.js ${process.version}`,
		uptimeSeconds: Math.floor(process.uptime()),
		cpus: availableParallelism(),
		load: loadavg()[0] ?? 0,
		memory: {totalBytes: totalmem(), freeBytes: freemem()},
		workdir,
		isBusy,
	};
}
