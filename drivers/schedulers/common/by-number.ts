/** The number that a job shares with its tasks and parts; what every id of it begins with. */
export function numberOf(id: string): string {
	return /^\d*/.exec(id)?.[0] ?? '';
}

/**
 * Looks up what may speak of a job: all whose id has the same number, in their order. Whether they do is the scheduler's affair. A listing
 * and the ids that are wanted of it may both be thousands, so none is searched for each of the other.
 */
export function byNumber<Row>(rows: readonly Row[], idOf: (row: Row) => string): (id: string) => readonly Row[] {
	const known = Map.groupBy(rows, row => numberOf(idOf(row)));
	return id => known.get(numberOf(id)) ?? [];
}
