import type {JobReport} from '../../../source/core/job.js';

/** Running ones before waiting ones before those that are over; ones of the same phase as they came. */
export function liveliestFirst(reports: readonly JobReport[]): readonly JobReport[] {
	return reports.toSorted((one, other) => PRECEDENCE.indexOf(one.phase) - PRECEDENCE.indexOf(other.phase));
}

const PRECEDENCE: ReadonlyArray<JobReport['phase']> = [
	'running',
	'starting',
	'suspended',
	'completing',
	'queued',
	'held',
	'unknown',
	'over',
];

/**
 * One report for each wanted id, under the id as it was wanted: the liveliest of those that speak of it. An id of which none speaks is
 * left out.
 */
export function chooseLiveliest(
	ids: readonly string[],
	reportsAbout: (id: string) => readonly JobReport[],
): readonly JobReport[] {
	return ids.flatMap(id => {
		const [first] = liveliestFirst(reportsAbout(id));
		return first === undefined ? [] : [{...first, id}];
	});
}
