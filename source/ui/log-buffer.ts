/** Characters of a line that is not finished: a program may write for ever without a line break. */
const PARTIAL_MAX = 16_384;

/** The last lines of a log, by number. Kept outside the state: ten thousand lines a second must not be ten thousand states. */
export type LogBuffer = {
	/** Number of the oldest line that is kept, and one past the newest. */
	readonly first: number;
	readonly end: number;
	append(text: string): void;
	lines(from: number, count: number): readonly string[];
	clear(): void;
};

/** An empty buffer that keeps so many lines. Lines stay as they were written; they are made readable when drawn. */
export function createLogBuffer(capacity = 5000): LogBuffer {
	let kept: string[] = [];
	let first = 0;
	let partial = '';
	const drop = () => {
		if (kept.length > capacity * 2) {
			first += kept.length - capacity;
			kept = kept.slice(-capacity);
		}
	};
	return {
		get first() {
			return first;
		},
		get end() {
			return first + kept.length + (partial === '' ? 0 : 1);
		},
		append(text) {
			const parts = (partial + text).split('\n');
			partial = shortened(parts.pop() ?? '');
			for (const part of parts) {
				kept.push(part);
			}

			drop();
		},
		lines(from, count) {
			const start = Math.max(0, from - first);
			const whole = kept.slice(start, start + count);
			return whole.length < count && partial !== '' && start <= kept.length ? [...whole, partial] : whole;
		},
		clear() {
			first = 0;
			kept = [];
			partial = '';
		},
	};
}

/** A progress bar writes itself anew after each carriage return: only its last writing is kept. */
function shortened(partial: string): string {
	const body = partial.endsWith('\r') ? partial.slice(0, -1) : partial;
	const written = partial.slice(body.lastIndexOf('\r') + 1);
	return written.length > PARTIAL_MAX ? written.slice(-PARTIAL_MAX) : written;
}
