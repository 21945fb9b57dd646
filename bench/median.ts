/** The middle one; of an even count, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
	const sorted = values.toSorted((one, other) => one - other);
	const at = Math.floor(sorted.length / 2);
	const upper = sorted[at] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[at - 1] ?? Number.NaN)) / 2;
}
