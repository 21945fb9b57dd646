/** The candidate that a slip of the finger is nearest to; null: none is near. */
export function nearest(word: string, candidates: readonly string[]): string | null {
	const ranked = candidates
		.map(candidate => ({candidate, distance: distanceOf(word.toLowerCase(), candidate)}))
		.sort((one, other) => one.distance - other.distance);
	const best = ranked[0];
	return best !== undefined && best.distance <= Math.max(1, Math.floor(word.length / 3)) ? best.candidate : null;
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
function distanceOf(one: string, other: string): number {
	let before: number[] = [];
	let previous = Array.from({length: other.length + 1}, (_, index) => index);
	for (let row = 1; row <= one.length; row += 1) {
		const current = [row];
		for (let column = 1; column <= other.length; column += 1) {
			const isSame = one[row - 1] === other[column - 1];
			const isSwap = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
			current[column] = Math.min(
				(previous[column] ?? 0) + 1,
				(current[column - 1] ?? 0) + 1,
				(previous[column - 1] ?? 0) + (isSame ? 0 : 1),
				isSwap ? (before[column - 2] ?? Number.POSITIVE_INFINITY) + 1 : Number.POSITIVE_INFINITY,
			);
		}

		before = previous;
		previous = current;
	}

	return previous[other.length] ?? 0;
}
