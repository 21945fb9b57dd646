/** Whether a line of before and one of now are the same; both are counted from 0. */
export type IsSame = (before: number, now: number) => boolean;

/**
 * Which of the lines that were there before each line of now is; null: it is new. As many as can be, in the order in which they stand, and
 * the first of several that are alike (a longest common subsequence).
 */
export function matchLines(beforeCount: number, nowCount: number, isSame: IsSame): readonly (number | null)[] {
	const matched: (number | null)[] = Array.from({length: nowCount}, () => null);
	let start = 0;
	// Mostly nothing changed but the end.
	while (start < beforeCount && start < nowCount && isSame(start, start)) {
		matched[start] = start;
		start += 1;
	}

	const [rows, columns] = [beforeCount - start, nowCount - start];
	const width = columns + 1;
	/** How many lines can be matched from here to the end. */
	const most = new Uint32Array((rows + 1) * width);
	const at = (row: number, column: number): number => most[row * width + column] ?? 0;
	for (let row = rows - 1; row >= 0; row--) {
		for (let column = columns - 1; column >= 0; column--) {
			most[row * width + column] = isSame(start + row, start + column)
				? at(row + 1, column + 1) + 1
				: Math.max(at(row + 1, column), at(row, column + 1));
		}
	}

	for (let row = 0, column = 0; row < rows && column < columns; ) {
		if (isSame(start + row, start + column)) {
			matched[start + column] = start + row;
			row += 1;
			column += 1;
		} else if (at(row + 1, column) >= at(row, column + 1)) {
			row += 1;
		} else {
			column += 1;
		}
	}

	return matched;
}
