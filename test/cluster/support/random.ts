/** Chance that can be had again: the same seed gives the same choices in the same order. */
export type Random = {
	/** From 0 up to, and not including, 1. */
	next(): number;
	/** A whole number from `least` to `most`, both included. */
	between(least: number, most: number): number;
	pick<Value>(values: readonly Value[]): Value;
	shuffled<Value>(values: readonly Value[]): readonly Value[];
};

/** Mulberry32, by Tommy Ettinger (public domain): small, and good enough to choose faults. */
export function randomFrom(seed: number): Random {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
	return {
		next,
		between,
		pick(values) {
			const value = values[between(0, values.length - 1)];
			if (value === undefined) {
				throw new Error('there is nothing to pick from');
			}

			return value;
		},
		shuffled(values) {
			return values
				.map(value => ({value, order: next()}))
				.sort((one, other) => one.order - other.order)
				.map(({value}) => value);
		},
	};
}
