import type {Clock} from '../core/clock.js';

const HOUR_MS = 3_600_000;
const BUCKET_MS = 60_000;

/** Counts what is asked of others, in all and of late. */
export type Tally = {
	count(): void;
	readonly total: number;
	/** Within the last 60 minutes, to the minute. */
	readonly lastHour: number;
};

/** Begins at nothing. Keeps a number a minute, whatever is counted. */
export function createTally(clock: Clock): Tally {
	let total = 0;
	let buckets: readonly {readonly minute: number; readonly count: number}[] = [];
	const recent = () => buckets.filter(({minute}) => (minute + 1) * BUCKET_MS > clock.now() - HOUR_MS);
	return {
		count() {
			const minute = Math.floor(clock.now() / BUCKET_MS);
			const last = buckets.at(-1);
			total += 1;
			buckets =
				last?.minute === minute
					? [...buckets.slice(0, -1), {minute, count: last.count + 1}]
					: [...recent(), {minute, count: 1}];
		},
		get total() {
			return total;
		},
		get lastHour() {
			return recent().reduce((sum, {count}) => sum + count, 0);
		},
	};
}
