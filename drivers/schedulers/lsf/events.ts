import type {JobPhase, JobReport} from '../../../source/core/job.js';
import type {End} from '../common/end.js';
import {DONE, endOf} from './ends.js';
import {hostsOf} from './listing.js';
import {instantOf, walltimeOf} from './times.js';

/** What `bhist -l` prints of one job: lines, unfolded. */
type Block = readonly string[];

/** bhist folds lines at 80 columns, in the middle of words, and indents what follows by 21. */
const FOLD = ' '.repeat(21);

/** The jobs of an answer of `bhist -l`, each from its `Job <ID>, …` on. */
export function blocksOf(lines: readonly string[]): readonly Block[] {
	const blocks: string[][] = [];
	for (const line of lines) {
		const block = blocks.at(-1);
		if (/^Job <\d+(?:\[\d+\])?>,/.test(line)) {
			blocks.push([line]);
		} else if (line.startsWith(FOLD) && block !== undefined) {
			block.push(`${block.pop() ?? ''}${line.slice(FOLD.length)}`);
		} else {
			block?.push(line);
		}
	}

	return blocks;
}

type Event = {readonly at: number | null; readonly words: string};

/** `Thu Oct  8 12:00:00 2026: Exited with exit code 1. …`; without the year where an LSF ignores LSB_DISPLAY_YEAR. */
function eventsOf(block: Block, reference: number): readonly Event[] {
	return block.flatMap(line => {
		const [, moment, words = ''] =
			/^([A-Z][a-z]{2} [A-Z][a-z]{2}\s+\d+ \d\d:\d\d:\d\d(?: \d{4})?): (.*)$/.exec(line) ?? [];
		return moment === undefined ? [] : [{at: instantOf(moment, reference), words}];
	});
}

/** What the events say in the end: a job that was requeued after its end is not over. */
export function reportOfBlock(block: Block, reference: number): JobReport {
	const [head = '', ...rest] = block;
	const events = eventsOf(rest, reference);
	const [, id = ''] = /^Job <(\d+(?:\[\d+\])?)>/.exec(head) ?? [];
	const last = (pattern: RegExp): Event | null => events.findLast(({words}) => pattern.test(words)) ?? null;
	const submitted = last(/^Submitted from host/);
	const started = last(/^(?:Dispatched|Started)\b.*</i);
	const ended = last(/^(?:Done successfully|Exited\b|Completed <(?:exit|done)>)/);
	const again = last(/requeue|^Pending: /i);
	const isOver = ended !== null && (again === null || events.indexOf(again) < events.indexOf(ended));
	const end = isOver ? endIn(events.map(({words}) => words)) : null;
	const [, queue = null] = /to Queue <([^>]*)>/.exec(submitted?.words ?? '') ?? [];
	const phase: JobPhase = end === null ? 'unknown' : 'over';
	return {
		id,
		name: /, Job Name <(.*?)>, (?:User|Project|Mail|Status|Command)\b/.exec(head)?.[1] ?? null,
		tag: null,
		phase,
		nativeState: end === null ? 'bhist' : end.outcome === 'completed' ? 'DONE' : 'EXIT',
		reason: end?.reason ?? null,
		reasonText: end?.reasonText ?? null,
		estimatedStart: null,
		nodes:
			started === null ? [] : hostsOf(/<([^>]*(?:> <[^>]*)*)>/.exec(started.words)?.[1]?.replaceAll('> <', ' ') ?? ''),
		submittedAt: submitted?.at ?? null,
		startedAt: started?.at ?? null,
		endsAt: isOver ? ended.at : null,
		walltime: limitIn(rest),
		exitCode: end?.exitCode ?? null,
		signal: end?.signal ?? null,
		outcome: end?.outcome ?? null,
		queue,
	};
}

/** Several lines tell of one end: the program's (`Exited with exit code 140.`), then LSF's (`Completed <exit>; TERM_RUNLIMIT: …`). */
function endIn(words: readonly string[]): End {
	if (words.some(text => /^(?:Done successfully|Completed <done>)/.test(text))) {
		return DONE;
	}

	const text = words.filter(line => /^(?:Exited|Completed <exit>)/.test(line)).join('\n');
	const [, code] = /Exited with exit code (\d+)/.exec(text) ?? [];
	const [, signal] = /Exited by (?:LSF )?signal (\d+)/.exec(text) ?? [];
	const [reason = ''] = /TERM_\w+(?::[^;.\n]*)?/.exec(text) ?? [];
	const exitCode = code ?? (signal === undefined ? undefined : String(128 + Number(signal)));
	return endOf(exitCode === undefined ? null : Number(exitCode), reason);
}

/** Below the events: ` RUNLIMIT`, and under it ` 60.0 min of hostA`. */
function limitIn(lines: readonly string[]): JobReport['walltime'] {
	const at = lines.findIndex(line => /^\s*RUNLIMIT\s*$/.test(line));
	return at === -1 ? null : walltimeOf(lines[at + 1] ?? '');
}
