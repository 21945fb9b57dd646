import {setTimeout as pause} from 'node:timers/promises';

const LOOK_EVERY_MS = 100;

/**
 * Looks again and again until the look answers something (not undefined, null or false), and returns that. Rejects after
 * the time-out with what was waited for, and what the last look threw.
 */
export async function until<Value>(
	what: string,
	look: () => Promise<Value | undefined | null | false>,
	timeoutMs = 15_000,
): Promise<Value> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		let trouble: unknown = null;
		const value = await look().catch((error: unknown) => {
			trouble = error;
			return null;
		});
		if (value !== undefined && value !== null && value !== false) {
			return value;
		}

		if (Date.now() > deadline) {
			throw new Error(`not within ${timeoutMs / 1000} s: ${what}`, {cause: trouble});
		}

		await pause(LOOK_EVERY_MS);
	}
}
