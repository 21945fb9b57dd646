import {Fault} from '../../../source/core/fault.js';

/** A job as we name it: `4242`, an array's task `6.3`. */
export type SgeId = {readonly job: string; readonly task: number | null};

const ID = /^(\d+)(?:\.(\d+))?$/;

/** The parts of an id; null for what is none. */
export function parseId(text: string): SgeId | null {
	const [, job, task] = ID.exec(text) ?? [];
	return job === undefined ? null : {job, task: task === undefined ? null : Number(task)};
}

/** As {@link parseId}, for commands that change something: qdel takes names and patterns as well, `*` too. */
export function requireId(text: string): SgeId {
	const id = parseId(text);
	if (id === null) {
		throw new Fault('usage', `not a Grid Engine job id: ${JSON.stringify(text)}`, {
			hint: 'for example 4242, or 4242.7',
		});
	}

	return id;
}

/** The ids among the texts. */
export function parseIds(texts: readonly string[]): readonly SgeId[] {
	return texts.map(parseId).filter(id => id !== null);
}

/** Whether a set of tasks, as qstat writes it (`3-6:1`, `3,4`, `1`), holds the task. */
export function tasksHold(set: string, task: number): boolean {
	return set.split(',').some(range => {
		const [, first, last = first, step = '1'] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(range.trim()) ?? [];
		const isInside = first !== undefined && task >= Number(first) && task <= Number(last);
		return isInside && (task - Number(first)) % Math.max(1, Number(step)) === 0;
	});
}
