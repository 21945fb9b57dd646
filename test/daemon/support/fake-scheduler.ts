import {type Command, type Outcome, type Query, textOf, wordsOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {JobReport} from '../../../source/core/job.js';
import type {CancelResult, ExtendResult, SchedulerDriver} from '../../../source/core/scheduler.js';
import {report, waiting} from '../../core/samples.js';
import {outcomeOf} from './scripted-link.js';

/** A query that says its verb and words, and is answered in JSON. */
function query<In, Out>(verb: string, wordsFor: (input: In) => readonly string[]): Query<In, Out> {
	return {
		plan: input => ({argv: ['fake', verb, ...wordsFor(input)]}),
		read(outcome) {
			if (outcome.code !== 0) {
				throw new Fault(outcome.code === 1 ? 'refused' : 'link', wordsOf(outcome));
			}

			try {
				return JSON.parse(textOf(outcome.stdout)) as Out;
			} catch {
				throw new Fault('parse', `the fake said ${JSON.stringify(textOf(outcome.stdout))}`);
			}
		},
	};
}

/** A driver for a scheduler that {@link fakeScheduler} plays. */
export const fakeDriver = {
	name: 'fake',
	title: 'Fake',
	detectionRank: 1,
	probe: query('probe', () => []),
	directives: ({tag}) => [`#FAKE --name=${tag}`],
	submit: query('submit', ({tag, scriptPath}) => [tag, scriptPath]),
	list: query('list', ({ids}) => ids),
	find: query('find', ({tag}) => [tag]),
	cancel: query<{readonly ids: readonly string[]}, CancelResult>('cancel', ({ids}) => ids),
	history: query('history', ({ids}) => ids),
	extend: query<{readonly id: string; readonly walltimeSeconds: number}, ExtendResult>(
		'extend',
		({id, walltimeSeconds}) => [id, String(walltimeSeconds)],
	),
} satisfies SchedulerDriver;

export type FakeJob = {report: JobReport; readonly script: string};

/** What goes wrong at one command: its answer is lost before or after it was served, or is this. */
export type Mishap = 'lost-before' | 'lost-after' | 'garbled' | Outcome;

/** A scheduler in memory, behind the commands of {@link fakeDriver}. */
export type FakeScheduler = {
	readonly jobs: Map<string, FakeJob>;
	/** Every command that came, as one line. */
	readonly asked: readonly string[];
	/** Jobs that only accounting still knows. */
	readonly archive: Map<string, JobReport>;
	/** The next command of that verb goes wrong in these ways, in turn. */
	spoil(verb: string, ...mishaps: readonly Mishap[]): void;
	run(command: Command): Outcome;
	/** Whose walltime may be changed; the others need an operator. */
	readonly extendable: Set<string>;
	/** Jobs bearing a tag. */
	bearing(tag: string): readonly string[];
};

export function fakeScheduler(): FakeScheduler {
	const jobs = new Map<string, FakeJob>();
	const archive = new Map<string, JobReport>();
	const extendable = new Set<string>();
	const spoilt = new Map<string, Mishap[]>();
	const asked: string[] = [];
	let counter = 100;
	const known = (ids: readonly string[]) =>
		ids.flatMap(id => {
			const job = jobs.get(id);
			return job === undefined ? [] : [job.report];
		});

	function serve(verb: string, words: readonly string[]): unknown {
		switch (verb) {
			case 'probe':
				return {found: true, version: '1'};
			case 'submit': {
				counter += 1;
				const [tag = '', script = ''] = words;
				const id = String(counter);
				jobs.set(id, {script, report: waiting({id, name: tag, tag})});
				return {jobId: id};
			}
			case 'list':
				return known(words);
			case 'find':
				return [...jobs.values()].map(job => job.report).filter(each => each.tag === words[0]);
			case 'history':
				return words.flatMap(id => archive.get(id) ?? []);
			case 'extend':
				return extend(words);
			case 'cancel':
				for (const id of words) {
					jobs.delete(id);
					archive.set(id, report({id, phase: 'over', nativeState: 'CANCELLED', outcome: 'cancelled'}));
				}

				return {accepted: words, unknown: []};
			default:
				throw new Error(`the fake scheduler has no ${verb}`);
		}
	}

	/** Whole minutes, as Slurm keeps them. */
	function extend([id = '', seconds = '']: readonly string[]): ExtendResult {
		const job = jobs.get(id);
		if (job === undefined || !extendable.has(id)) {
			return {type: 'refused', why: 'needs-operator', said: 'Access/permission denied'};
		}

		const walltime = Math.ceil(Number(seconds) / 60) * 60;
		job.report = {...job.report, walltime, endsAt: (job.report.startedAt ?? 0) + walltime * 1000};
		return {type: 'accepted', note: null};
	}

	return {
		jobs,
		archive,
		asked,
		extendable,
		spoil(verb, ...mishaps) {
			spoilt.set(verb, [...(spoilt.get(verb) ?? []), ...mishaps]);
		},
		run({argv: [, verb = '', ...words]}) {
			asked.push([verb, ...words].join(' '));
			const mishap = spoilt.get(verb)?.shift();
			if (mishap === 'lost-before') {
				throw new Fault('link', 'the connection broke');
			}

			if (mishap !== undefined && typeof mishap !== 'string') {
				return mishap;
			}

			const answer = JSON.stringify(serve(verb, words));
			if (mishap === 'lost-after') {
				throw new Fault('timeout', 'no answer within 30 s');
			}

			return outcomeOf(mishap === 'garbled' ? `${answer.slice(0, -1)}?` : answer);
		},
		bearing: tag => [...jobs].flatMap(([id, job]) => (job.report.tag === tag ? [id] : [])),
	};
}
