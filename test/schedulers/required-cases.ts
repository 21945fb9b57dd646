import type {SchedulerDriver} from '../../source/core/scheduler.js';

/** The members of a driver that are queries. */
export type QueryName = {
	[Name in keyof SchedulerDriver]-?: NonNullable<SchedulerDriver[Name]> extends {plan: unknown; read: unknown}
		? Name
		: never;
}[keyof SchedulerDriver];

/**
 * What every driver has to show an answer for, by captured output where it can be had. A driver that lacks the query lacks the
 * cases; one where a case cannot happen says why in its `missing.json`.
 */
export const REQUIRED_CASES: Readonly<Record<QueryName, readonly string[]>> = {
	probe: ['found', 'missing', 'stranger'],
	submit: [
		'accepted',
		'refused-queue',
		'refused-account',
		'refused-walltime',
		'refused-memory',
		'refused-nodes',
		'refused-gpus',
		'refused-quota',
		'refused-argument',
		'controller-down',
		'missing',
		'killed',
		'garbage',
	],
	list: [
		'pending',
		'held',
		'running',
		'suspended',
		'requeued',
		'array',
		'finished',
		'failed',
		'killed-by-walltime',
		'out-of-memory',
		'cancelled',
		'preempted',
		'node-failure',
		'some-unknown',
		'unknown-id',
		'unknown-state',
		'empty',
		'odd-name',
		'non-utf8',
		'controller-down',
		'missing',
		'garbage',
	],
	find: ['listed', 'ended', 'none', 'controller-down', 'garbage'],
	cancel: ['accepted', 'several', 'over', 'unknown-id', 'other-user', 'controller-down', 'missing'],
	history: [
		'finished',
		'failed',
		'signalled',
		'killed-by-walltime',
		'out-of-memory',
		'cancelled',
		'preempted',
		'node-failure',
		'unknown-id',
		'odd-name',
		'non-utf8',
		'unsupported',
		'accounting-down',
		'garbage',
	],
	extend: [
		'accepted',
		'refused-running',
		'refused-limit',
		'refused-over',
		'refused-unknown',
		'refused-other-user',
		'controller-down',
		'missing',
	],
	describe: ['running', 'unknown-id', 'controller-down'],
	estimate: ['known', 'refused', 'controller-down', 'garbage'],
	limits: ['queues', 'no-accounts', 'controller-down', 'missing', 'garbage'],
};

/** The names of the queries. */
export const QUERY_NAMES = Object.keys(REQUIRED_CASES) as readonly QueryName[];
