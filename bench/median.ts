/** The middle of some numbers; of an even count, the lower middle. */
export function median(numbers: readonly number[]): number {
	const sorted = [...numbers].sort((one, other) => one - other);
	return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
