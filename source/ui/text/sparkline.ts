const HEIGHTS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** One sign for each value, 0 to 1, the newest last; unknown is a blank. */
export function sparkline(values: readonly (number | null)[], width: number): string {
	return values
		.slice(-width)
		.map(value =>
			value === null ? ' ' : (HEIGHTS[Math.min(HEIGHTS.length - 1, Math.floor(value * HEIGHTS.length))] ?? ' '),
		)
		.join('');
}
