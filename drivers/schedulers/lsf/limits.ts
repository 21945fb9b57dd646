import type {Query} from '../../../source/core/command.js';
import {textOf} from '../../../source/core/command.js';
import type {Walltime} from '../../../source/core/job.js';
import type {Limits, Queue} from '../../../source/core/scheduler.js';
import {failureOf, LSF_ENVIRONMENT, notUnderstood} from './answers.js';
import {walltimeOf} from './times.js';

/**
 * The queues that the user may submit to. The long form is the one that all versions print limits in (bqueues(1), "Output for the
 * -l option"); which hosts a queue has is not counted there. LSF checks projects at submission, and lists none.
 */
export const limits: Query<void, Limits> = {
	plan: () => ({
		argv: ['sh', '-c', 'exec bqueues -l -u "$(id -un)"', 'hpctui'],
		env: LSF_ENVIRONMENT,
		timeoutMs: 60_000,
	}),
	read(outcome) {
		if (outcome.code !== 0) {
			throw failureOf(outcome, 'bqueues');
		}

		const text = textOf(outcome.stdout);
		const [, ...blocks] = text.split(/^QUEUE: /m);
		if (blocks.length === 0 && text.trim() !== '') {
			throw notUnderstood('bqueues', text);
		}

		return {queues: blocks.map(queueOf), accounts: []};
	},
};

function queueOf(block: string): Queue {
	const [name = '', ...lines] = block.split('\n');
	const stateLine = lines.find(line => /\b(?:Open|Closed):(?:Active|Inact)/.test(line)) ?? '';
	return {
		name: name.trim(),
		isDefault: /this is the default queue/i.test(block),
		isOpen: /\bOpen:Active\b/.test(stateLine),
		maxWalltime: runLimitIn(sectionOf(lines, /^(?:MAXIMUM )?LIMITS:/)) ?? 'unlimited',
		defaultWalltime: runLimitIn(sectionOf(lines, /^DEFAULT LIMITS/)),
		nodesTotal: null,
		nodesIdle: null,
		cpusPerNode: null,
		memoryBytesPerNode: null,
		gres: null,
	};
}

/** The lines behind a title, up to the next one. */
function sectionOf(lines: readonly string[], title: RegExp): readonly string[] {
	const start = lines.findIndex(line => title.test(line));
	if (start === -1) {
		return [];
	}

	const rest = lines.slice(start + 1);
	const end = rest.findIndex(line => /^[A-Z][A-Z_/ -]+:?\s*$|^(?:USERS|HOSTS|SCHEDULING PARAMETERS)\b/.test(line));
	return end === -1 ? rest : rest.slice(0, end);
}

/** ` CPULIMIT   RUNLIMIT`, and under it ` 20.0 min of hostA   60.0 min of hostA`: amounts stand in the order of the titles. */
function runLimitIn(lines: readonly string[]): Walltime | null {
	const at = lines.findIndex(line => /\bRUNLIMIT\b/.test(line));
	const titles = (lines[at] ?? '').trim().split(/\s+/);
	const amounts = (lines[at + 1] ?? '').match(/\d+(?:\.\d+)?\s*min(?:\s+of\s+\S+)?/g) ?? [];
	return at === -1 ? null : walltimeOf(amounts[titles.indexOf('RUNLIMIT')] ?? amounts.at(-1) ?? '');
}
